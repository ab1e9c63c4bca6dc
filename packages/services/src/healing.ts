/** What `up` finds running, and what of it has to be ended because it would never work again. */
import type { InstanceFile } from './instance-file.js';
import { originOf } from './java.js';
import { isFrozen, isRunning, type ProcessRecord, readRecord, stopProcess } from './processes.js';
import { askReady } from './readiness.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { SERVICE_TITLES, type UpOptions } from './status.js';
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

/** Lets processes go on that a signal has stopped. */
export async function thaw(running: Running, { onNotice }: UpOptions): Promise<void> {
  for (const [service, record] of running) {
    if (!(await isFrozen(record))) continue;
    try {
      process.kill(record.pid, 'SIGCONT');
    } catch {
      // It has ended meanwhile.
      continue;
    }
    onNotice?.(`${SERVICE_TITLES[service]} (process ${record.pid}) was frozen by a signal, and goes on now.`);
  }
}

/** A TaskManager without its JobManager has lost its jobs, and finds a new JobManager only after its time-outs. */
export async function stopOrphan(settings: Settings, running: Running, { onNotice }: UpOptions): Promise<void> {
  if (running.has('jobmanager') || !running.has('taskmanager')) return;
  onNotice?.('Flink TaskManager is ended and started afresh with the JobManager, whose jobs it ran …');
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
export async function stopStuck(
  settings: Settings,
  instance: InstanceFile,
  running: Running,
  { onNotice }: UpOptions,
): Promise<void> {
  const stuck = [...running].map(async ([service, record]) => {
    const age = Date.now() - Date.parse(record.startedAt);
    const deadlineMs = Math.max(UNREADY_MS, STARTING_MS - age);
    const ask = () => askReady(settings, instance, service);
    if (await ask()) return;
    const who = `${SERVICE_TITLES[service]} (process ${record.pid})`;
    onNotice?.(`${who} runs, and is not ready. Waiting for it, ${Math.ceil(deadlineMs / 1000)} s at most …`);
    if (await waitFor(ask, { deadlineMs })) return;
    onNotice?.(`${who} did not become ready: it is started afresh.`);
    await stopProcess(settings.home, service);
    running.delete(service);
  });
  await Promise.all(stuck);
}
