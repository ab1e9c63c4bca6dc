/** Starts one service and waits until it is ready; a process that ends instead is reported at once. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { deathOf } from './death.js';
import { ServiceError } from './failures.js';
import { jobmanagerPlan, taskmanagerPlan } from './flink-cluster.js';
import type { InstanceFile } from './instance-file.js';
import type { InternalPorts } from './internal-ports.js';
import { originOf } from './java.js';
import { kafkaPlan, prepareKafka } from './kafka-server.js';
import { LOG_LINES, tellingLines } from './logs.js';
import { isRunning, ownLinesFrom, type ProcessRecord, readRecord, startProcess } from './processes.js';
import { askReady } from './readiness.js';
import type { ServiceName, Settings } from './settings.js';
import { SERVICE_TITLES } from './status.js';

const READY_DEADLINE_MS = 180_000;
/** So often it is said that a service is not ready yet, in ms. */
const NOTICE_MS = 15_000;

/** What a service waits for, once its process runs. */
const AWAITED: Readonly<Record<ServiceName, string>> = {
  kafka: 'until it has read its data and answers',
  jobmanager: 'until it answers',
  taskmanager: 'until the JobManager lists it with its task slots',
};

/** What a start needs to know. */
export interface Start {
  settings: Settings;
  instance: InstanceFile;
  internal: InternalPorts;
  /** Ends the waiting, not the process. */
  signal: AbortSignal;
  /** Hears what is waited for, where that takes long. */
  onNotice?: (sentence: string) => void;
}

/** Starts a service's process and resolves to its first answer. */
export async function startService(start: Start, service: ServiceName): Promise<string> {
  const { settings, instance, internal, signal } = start;
  if (service === 'kafka') await prepareKafka(settings, instance, internal);
  signal.throwIfAborted();
  const plans = { kafka: kafkaPlan, jobmanager: jobmanagerPlan, taskmanager: taskmanagerPlan };
  const { record, child } = startProcess(
    settings.home,
    service,
    plans[service](settings, internal),
    originOf(settings, instance, service),
  );
  const settled = new AbortController();
  try {
    const either = AbortSignal.any([signal, settled.signal]);
    const exit = failOnExit(settings.home, service, record, child, either);
    return await Promise.race([exit, waitUntilReady({ ...start, signal: either }, service)]);
  } finally {
    settled.abort();
  }
}

/** Of a process that has ended, its last words tell the cause. */
function ended(home: string, service: ServiceName, what: string, record: ProcessRecord, advice: string): ServiceError {
  return failed(service, what, record, deathOf(record, home).cause ?? advice);
}

function failed(service: ServiceName, what: string, record: ProcessRecord, advice: string): ServiceError {
  const logLines = tellingLines(record.log, LOG_LINES, ownLinesFrom(record), true);
  return new ServiceError(`${SERVICE_TITLES[service]} ${what}. ${advice}`, { logLines });
}

/** Rejects when the process ends, with what its log says about it. */
async function failOnExit(
  home: string,
  service: ServiceName,
  record: ProcessRecord,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit', { signal });
  const how = child.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child.exitCode}`;
  throw ended(home, service, `${how} while it was starting`, record, `Its log: ${record.log}`);
}

/** Resolves to the service's answer once it is ready, also where another command started it. */
export async function waitUntilReady(start: Start, service: ServiceName): Promise<string> {
  const { settings, instance, signal, onNotice } = start;
  const began = performance.now();
  const end = began + READY_DEADLINE_MS;
  let notices = 0;
  for (;;) {
    const answer = await askReady(settings, instance, service);
    if (answer) return answer;
    signal.throwIfAborted();
    const record = readRecord(settings.home, service);
    if (!record) throw new ServiceError(`${SERVICE_TITLES[service]} was stopped while it was starting.`);
    if (!(await isRunning(record))) {
      throw ended(settings.home, service, 'ended while it was starting', record, 'Run "npm start" to start it again.');
    }
    const waited = performance.now() - began;
    if (waited >= (notices + 1) * NOTICE_MS) {
      notices += 1;
      const time = `${Math.round(waited / 1000)} s`;
      onNotice?.(
        `${SERVICE_TITLES[service]} runs (process ${record.pid}); waiting ${AWAITED[service]}, ${time} so far …`,
      );
    }
    if (performance.now() > end) {
      const silence = `(process ${record.pid}) runs but is not ready after ${READY_DEADLINE_MS / 1000} s`;
      throw failed(service, silence, record, 'Run "npm stop", then "npm start".');
    }
    await delay(100, undefined, { signal });
  }
}
