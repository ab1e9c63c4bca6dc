/** For a command that needs a service which has died: starts it again, and says so. */
import { existsSync } from 'node:fs';
import { deathOf } from './death.js';
import { embeddedUp } from './embedded.js';
import { ServiceError } from './failures.js';
import { frozenSentence, isFrozen, isRunning, type ProcessRecord, readRecord } from './processes.js';
import { settled } from './services.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { SERVICE_TITLES } from './status.js';

/**
 * Starts what has ended by itself since it was started, of an instance of the workbook's own processes. What somebody
 * stopped (`npm stop`) or killed on purpose (`kill`, as a lesson does) stays as it is, and so does everything else then.
 *
 * @param tell hears sentences: what had ended and why, and that it runs again, or why it is left as it is
 * @returns whether anything was started
 * @throws ServiceError when it does not start, or when a process is frozen
 */
export async function restartDead(settings: Settings, tell: (sentence: string) => void): Promise<boolean> {
  if (settings.mode !== 'embedded' || !existsSync(settings.home)) return false;
  await settled(settings);
  const dead: ServiceName[] = [];
  for (const service of SERVICE_NAMES) {
    const record = readRecord(settings.home, service);
    if (!record) continue;
    if (await isRunning(record)) {
      if (await isFrozen(record)) throw new ServiceError(silentBecauseFrozen(service, record));
      continue;
    }
    if (record.killed) {
      tell(`${SERVICE_TITLES[service]} was killed on purpose and is left so: "npm run services up" starts it again.`);
      return false;
    }
    dead.push(service);
  }
  if (dead.length === 0) return false;
  for (const service of dead)
    tell(`${SERVICE_TITLES[service]} had ended.${whyEnded(settings, service)} Starting it again …`);
  await embeddedUp(settings, {});
  const titles = new Intl.ListFormat('en').format(dead.map((service) => SERVICE_TITLES[service]));
  tell(`${titles} ${dead.length === 1 ? 'runs' : 'run'} again.`);
  return true;
}

/** Why a service of the workbook's own does not answer, if its process is frozen; undefined where none is. */
export async function whyFrozen({ home, mode }: Settings): Promise<string | undefined> {
  if (mode !== 'embedded') return undefined;
  for (const service of SERVICE_NAMES) {
    const record = readRecord(home, service);
    if (record && (await isRunning(record)) && (await isFrozen(record))) return silentBecauseFrozen(service, record);
  }
  return undefined;
}

function silentBecauseFrozen(service: ServiceName, record: ProcessRecord): string {
  return `${SERVICE_TITLES[service]} does not answer: ${frozenSentence(record)}, and so does "npm run services up".`;
}

/** The cause alone: what to do about it is being done. */
function whyEnded(settings: Settings, service: ServiceName): string {
  const record = readRecord(settings.home, service);
  const cause = record && deathOf(record, settings.home).cause;
  return cause ? ` ${cause.slice(0, cause.indexOf('.') + 1)}` : '';
}
