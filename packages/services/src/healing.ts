/** What `up` finds running, and what of it has to be ended because it would never work again. */
import type { InstanceFile } from './instance-file.js';
import { originOf } from './java.js';
import { isRunning, type ProcessRecord, readRecord, stopProcess } from './processes.js';
import { askReady } from './readiness.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { waitFor } from './wait.js';

/** A process may take this long to start (another command may just have started it) … */
const STARTING_MS = 90_000;
/** … and one that has been ready may be busy for this long, before it is taken for stuck. */
const UNREADY_MS = 20_000;

/** The services whose processes live, with their records. */
export type Running = Map<ServiceName, ProcessRecord>;

/** The records of the services whose processes live. */
export async function findRunning(settings: Settings): Promise<Running> {
  const running: Running = new Map();
  for (const service of SERVICE_NAMES) {
    const record = readRecord(settings.home, service);
    if (record && (await isRunning(record))) running.set(service, record);
  }
  return running;
}

/** A TaskManager without its JobManager has lost its jobs, and finds a new JobManager only after its time-outs. */
export async function stopOrphan(settings: Settings, running: Running): Promise<void> {
  if (running.has('jobmanager') || !running.has('taskmanager')) return;
  await stopProcess(settings.home, 'taskmanager');
  running.delete('taskmanager');
}

/**
 * Stops processes that run older code than this workbook now has, as after an update, or that belong to an instance whose
 * file was lost. Flink's jobs end with them.
 */
export async function stopOutdated(settings: Settings, instance: InstanceFile, running: Running): Promise<void> {
  for (const [service, record] of running) {
    if (record.origin === originOf(settings, instance, service)) continue;
    await stopProcess(settings.home, service);
    running.delete(service);
  }
}

/** Stops processes that live but have long not been ready (a laptop's sleep can leave one so), to be started afresh. */
export async function stopStuck(settings: Settings, instance: InstanceFile, running: Running): Promise<void> {
  const stuck = [...running].map(async ([service, record]) => {
    const age = Date.now() - Date.parse(record.startedAt);
    const deadlineMs = Math.max(UNREADY_MS, STARTING_MS - age);
    if (await waitFor(() => askReady(settings, instance, service), { deadlineMs })) return;
    await stopProcess(settings.home, service);
    running.delete(service);
  });
  await Promise.all(stuck);
}
