/** How embedded services are, by their processes and by their own answers. */

import { formatLocalTime } from '@workbook/terminal';
import { DISK_FULL } from './causes.js';
import { deathOf } from './death.js';
import { isDiskFull } from './disk-space.js';
import type { InstanceFile } from './instance-file.js';
import { LOG_LINES, tellingLines } from './logs.js';
import { frozenSentence, isFrozen, isRunning, ownLinesFrom, readRecord } from './processes.js';
import { askReady } from './readiness.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import type { ServiceStatus } from './status.js';

function addressOf(settings: Settings, service: ServiceName): string {
  if (service === 'kafka') return settings.kafka.bootstrapServers.join(',');
  return service === 'jobmanager' ? settings.flink.url : '';
}

async function statusOf(
  settings: Settings,
  instance: InstanceFile | undefined,
  service: ServiceName,
): Promise<ServiceStatus> {
  const base = { service, address: addressOf(settings, service), logLines: [] as string[] };
  const record = readRecord(settings.home, service);
  if (!record || !instance) return { ...base, state: 'stopped', detail: 'not started' };
  if (!(await isRunning(record))) {
    const since = formatLocalTime(new Date(record.startedAt));
    const gone = `its process ${record.pid}, started ${since}, is gone`;
    const { words, cause } = deathOf(record, settings.home);
    // What it wrote before, whatever that was, is no reason.
    if (words.length === 0) {
      const why = cause ? `. ${cause}` : `: it was killed (no error in its log: ${record.log})`;
      return { ...base, state: 'crashed', detail: gone + why };
    }
    const logLines = tellingLines(record.log, LOG_LINES, ownLinesFrom(record), false);
    return { ...base, state: 'crashed', detail: cause ? `${gone}. ${cause}` : gone, logLines };
  }
  const { pid } = record;
  // For some seconds Flink still lists a TaskManager that is silent.
  if (await isFrozen(record)) return { ...base, state: 'unready', detail: frozenSentence(record), pid };
  const answer = await askReady(settings, instance, service);
  if (answer) return { ...base, state: 'running', detail: answer, pid };
  const why = isDiskFull(settings.home) ? `. ${DISK_FULL}` : '';
  return { ...base, state: 'unready', detail: `its process ${pid} runs but is not ready (yet)${why}`, pid };
}

/** How each embedded service is, by its process and by its own answer. */
export function embeddedStatus(settings: Settings, instance: InstanceFile | undefined): Promise<ServiceStatus[]> {
  return Promise.all(SERVICE_NAMES.map((service) => statusOf(settings, instance, service)));
}
