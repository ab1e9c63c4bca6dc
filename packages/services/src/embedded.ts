/** Embedded mode: the services are processes of this machine, started from the cache. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { askJobManager, askKafka, askTaskManagers } from './ask.js';
import { likelyCause, ServiceError } from './failures.js';
import { jobmanagerPlan, prepareFlink, TASK_SLOTS, taskmanagerPlan } from './flink-cluster.js';
import { findWorkbookOnPort, openInstance } from './instance.js';
import type { InstanceFile } from './instance-file.js';
import { chooseInternalPorts, type InternalPorts } from './internal-ports.js';
import { codeFingerprint } from './java.js';
import { kafkaPlan, prepareKafka } from './kafka-server.js';
import { withLock } from './lock.js';
import { lastLines } from './logs.js';
import { becomesFree, findPortOwner } from './ports.js';
import { isRunning, type ProcessRecord, readRecord, startProcess, stopProcess } from './processes.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { SERVICE_TITLES, type ServiceStatus, type UpOptions } from './status.js';
import { waitFor } from './wait.js';

const READY_DEADLINE_MS = 90_000;
/** A process that was ready once may be busy for this long before it is taken for stuck. */
const UNREADY_MS = 20_000;
const LOG_LINES = 12;

const PORT_SETTINGS: Readonly<Record<string, string>> = { kafka: 'WORKBOOK_KAFKA_PORT', flink: 'WORKBOOK_FLINK_PORT' };

/** Whether the service answers as ours and is ready for work; a text tells what it answers. */
async function askReady(settings: Settings, instance: InstanceFile, service: ServiceName): Promise<string | undefined> {
  if (service === 'kafka') {
    const kafka = await askKafka(settings);
    return kafka?.clusterId === instance.kafkaClusterId ? '1 broker' : undefined;
  }
  if (service === 'jobmanager') {
    const jobManager = await askJobManager(settings);
    if (jobManager?.instance !== instance.id) return undefined;
    return `Flink ${jobManager.version}, ${jobManager.runningJobs} running job${jobManager.runningJobs === 1 ? '' : 's'}`;
  }
  const registeredAs = readRecord(settings.home, 'taskmanager')?.registeredAs;
  const taskManagers = await askTaskManagers(settings);
  const own = taskManagers?.find((taskManager) => taskManager.id === registeredAs);
  return own && own.slots >= TASK_SLOTS ? `${own.slots} task slots` : undefined;
}

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
    const logLines = lastLines(record.log, LOG_LINES, record.logStart);
    const cause = likelyCause(logLines);
    const since = new Date(record.startedAt).toLocaleString();
    const detail = `its process ${record.pid}, started ${since}, is gone${cause ? `. ${cause}` : ''}`;
    return { ...base, state: 'crashed', detail, logLines };
  }
  const answer = await askReady(settings, instance, service);
  if (answer) return { ...base, state: 'running', detail: answer, pid: record.pid };
  return {
    ...base,
    state: 'unready',
    detail: `its process ${record.pid} runs but is not ready (yet)`,
    pid: record.pid,
  };
}

/** How each embedded service is, by its process and by its own answer. */
export function embeddedStatus(settings: Settings, instance: InstanceFile | undefined): Promise<ServiceStatus[]> {
  return Promise.all(SERVICE_NAMES.map((service) => statusOf(settings, instance, service)));
}

async function refuseBusyPort(settings: Settings, name: 'kafka' | 'flink', service: ServiceName): Promise<void> {
  const port = settings.ports[name];
  if (await becomesFree(port)) return;
  const workbook = await findWorkbookOnPort(settings, port);
  const owner = workbook ? undefined : await findPortOwner(port);
  const who = workbook
    ? `the workbook in ${workbook}. End that one there with "npm stop"`
    : `${owner ? `"${owner.program}" (process ${owner.pid})` : 'another program'}. End it`;
  throw new ServiceError(
    `Port ${port}, which ${SERVICE_TITLES[service]} needs, is in use by ${who}, or choose another port: ${PORT_SETTINGS[name]}=${port + 100} npm start`,
  );
}

function refuseMovedPort(settings: Settings, name: 'kafka' | 'flink', record: ProcessRecord | undefined): void {
  const current = record?.ports[name];
  if (current === undefined || current === settings.ports[name]) return;
  throw new ServiceError(
    `This workbook's services already run, on port ${current}. Run "npm stop" first; then ${PORT_SETTINGS[name]}=${settings.ports[name]} takes effect.`,
  );
}

/** Rejects when the process ends, with the end of its log and the likely cause. */
async function failOnExit(
  service: ServiceName,
  record: ProcessRecord,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<never> {
  const [code, killedBy] =
    child.exitCode === null ? await once(child, 'exit', { signal }) : [child.exitCode, child.signalCode];
  const logLines = lastLines(record.log, LOG_LINES, record.logStart);
  const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
  const cause = likelyCause(lastLines(record.log, 200, record.logStart)) ?? `Its log: ${record.log}`;
  throw new ServiceError(`${SERVICE_TITLES[service]} ${how} while it was starting. ${cause}`, { logLines });
}

async function waitUntilReady(
  settings: Settings,
  instance: InstanceFile,
  service: ServiceName,
  signal: AbortSignal,
): Promise<string> {
  const end = performance.now() + READY_DEADLINE_MS;
  for (;;) {
    const answer = await askReady(settings, instance, service);
    if (answer) return answer;
    const record = readRecord(settings.home, service);
    const logLines = record ? lastLines(record.log, LOG_LINES, record.logStart) : [];
    if (!record || !(await isRunning(record))) {
      const cause = likelyCause(logLines) ?? 'Run "npm start" to start it again.';
      throw new ServiceError(`${SERVICE_TITLES[service]} ended while it was starting. ${cause}`, { logLines });
    }
    if (performance.now() > end) {
      throw new ServiceError(
        `${SERVICE_TITLES[service]} (process ${record.pid}) runs but does not answer after ${READY_DEADLINE_MS / 1000} s. Run "npm stop", then "npm start".`,
        { logLines },
      );
    }
    await delay(100, undefined, { signal });
  }
}

/** Starts one service if it does not run, and waits until it is ready. */
async function bringUp(
  settings: Settings,
  instance: InstanceFile,
  internal: InternalPorts,
  service: ServiceName,
  running: boolean,
  options: UpOptions,
): Promise<void> {
  const began = performance.now();
  const report = (state: 'starting' | 'ready', detail: string) =>
    options.onProgress?.({ service, state, detail, elapsedMs: performance.now() - began });
  const settled = new AbortController();
  try {
    const races: Promise<string>[] = [];
    if (!running) {
      report('starting', '');
      if (service === 'kafka') await prepareKafka(settings, instance, internal);
      const plans = { kafka: kafkaPlan, jobmanager: jobmanagerPlan, taskmanager: taskmanagerPlan };
      const { record, child } = startProcess(settings.home, service, plans[service](settings, internal));
      races.push(failOnExit(service, record, child, settled.signal));
    }
    races.push(waitUntilReady(settings, instance, service, settled.signal));
    report('ready', await Promise.race(races));
  } finally {
    settled.abort();
  }
}

async function startMissing(settings: Settings, options: UpOptions): Promise<void> {
  const running = await findRunning(settings);
  if (!running.has('kafka')) await refuseBusyPort(settings, 'kafka', 'kafka');
  if (!running.has('jobmanager')) await refuseBusyPort(settings, 'flink', 'jobmanager');
  refuseMovedPort(settings, 'kafka', running.get('kafka'));
  refuseMovedPort(settings, 'flink', running.get('jobmanager'));
  await stopOutdated(settings, running);
  await stopOrphan(settings, running);
  const instance = openInstance(settings);
  await stopStuck(settings, instance, running);
  await stopOrphan(settings, running);
  const internal = await chooseInternalPorts(settings, running);
  if (!running.has('jobmanager')) prepareFlink(settings, instance);
  const results = await Promise.allSettled(
    SERVICE_NAMES.map((service) => bringUp(settings, instance, internal, service, running.has(service), options)),
  );
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  if (failures.length > 0) throw failures[0];
}

/** A TaskManager without its JobManager has lost its jobs, and finds a new JobManager only after its time-outs. */
async function stopOrphan(settings: Settings, running: Map<ServiceName, ProcessRecord>): Promise<void> {
  if (running.has('jobmanager') || !running.has('taskmanager')) return;
  await stopProcess(settings.home, 'taskmanager');
  running.delete('taskmanager');
}

/** Stops processes that run older code than this workbook now has, as after an update. Flink's jobs end with them. */
async function stopOutdated(settings: Settings, running: Map<ServiceName, ProcessRecord>): Promise<void> {
  for (const [service, record] of running) {
    if (record.code === codeFingerprint(settings, service)) continue;
    await stopProcess(settings.home, service);
    running.delete(service);
  }
}

/** Stops processes that live but have long not been ready (a laptop's sleep can leave one so), to be started afresh. */
async function stopStuck(
  settings: Settings,
  instance: InstanceFile,
  running: Map<ServiceName, ProcessRecord>,
): Promise<void> {
  const stuck = [...running].map(async ([service, record]) => {
    const age = Date.now() - Date.parse(record.startedAt);
    const deadlineMs = Math.max(UNREADY_MS, READY_DEADLINE_MS - age);
    if (await waitFor(() => askReady(settings, instance, service), { deadlineMs })) return;
    await stopProcess(settings.home, service);
    running.delete(service);
  });
  await Promise.all(stuck);
}

/** The records of the services whose processes live. */
async function findRunning(settings: Settings): Promise<Map<ServiceName, ProcessRecord>> {
  const running = new Map<ServiceName, ProcessRecord>();
  for (const service of SERVICE_NAMES) {
    const record = readRecord(settings.home, service);
    if (record && (await isRunning(record))) running.set(service, record);
  }
  return running;
}

/** Starts what does not run and waits until all is ready. */
export async function embeddedUp(settings: Settings, options: UpOptions): Promise<void> {
  mkdirSync(settings.home, { recursive: true });
  await withLock(settings.home, 'services up', () => startMissing(settings, options), { onWait: options.onWait });
}

/** Stops the services in good order. */
export async function embeddedDown(settings: Settings, options: Pick<UpOptions, 'onWait'> = {}): Promise<void> {
  await withLock(
    settings.home,
    'services down',
    async () => {
      await Promise.all(SERVICE_NAMES.map((service) => stopProcess(settings.home, service)));
    },
    { onWait: options.onWait },
  );
}
