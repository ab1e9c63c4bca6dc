/** `npm run services logs`: the last lines of the logs, and what comes. */

import { paint, print, readWords, takeCount } from '@workbook/terminal';
import { dockerLogs } from './docker.js';
import { ServiceError } from './failures.js';
import { followFile } from './follow.js';
import { lastLines, logFile } from './logs.js';
import { type Mode, SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { SERVICE_TITLES } from './status.js';

type Named = ServiceName | 'console';

const NAMES: readonly Named[] = [...SERVICE_NAMES, 'console'];
const TITLES: Readonly<Record<Named, string>> = { ...SERVICE_TITLES, console: 'Console' };
const LINES = 40;

/**
 * @param settingsFor the settings for the mode that a word may name
 * @throws ServiceError for the services of a cluster that is not the workbook's
 */
export async function showLogs(
  words: readonly string[],
  settingsFor: (options: ReadonlySet<string>) => Settings,
  modes: readonly Mode[],
): Promise<void> {
  const { count: lines = LINES, rest: others } = takeCount(words.map((word) => (word === '-f' ? 'follow' : word)));
  const { options, rest } = readWords(others, [...modes, 'follow'], NAMES);
  // npm takes -f for its own --force.
  const follow = options.has('follow') || process.env.npm_config_force === 'true';
  const settings = settingsFor(options);
  const named = rest as Named[];
  // The console is the workbook's own process in every mode.
  if (settings.mode === 'embedded') return showFiles(settings, named.length > 0 ? named : NAMES, lines, follow);
  if (named.includes('console')) return showFiles(settings, ['console'], lines, follow);
  if (settings.mode === 'external') {
    throw new ServiceError(
      'The logs of your own cluster (external mode) are on its machines. The console has one here: npm run services logs console',
    );
  }
  const services = named.length > 0 ? (named as ServiceName[]) : SERVICE_NAMES;
  return dockerLogs(settings, services, lines, follow);
}

async function showFiles(settings: Settings, names: readonly Named[], lines: number, follow: boolean): Promise<void> {
  for (const name of names) {
    const file = logFile(settings.home, name);
    print(paint('bold', `── ${TITLES[name]}: ${file}`));
    const last = lastLines(file, lines);
    print(last.length > 0 ? last.join('\n') : '(nothing yet; it is written when it starts)');
  }
  if (!follow) return;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const label = (name: Named) => (names.length > 1 ? paint('dim', `${name.padEnd(11)} `) : '');
  await Promise.all(
    names.map((name) => followFile(logFile(settings.home, name), (line) => print(label(name) + line), stop.signal)),
  );
}
