/** Asks running services how they are: Kafka through its own protocol, Flink through its REST API. */
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { INSTANCE_KEY } from './flink-cluster.js';
import type { Settings } from './settings.js';

/** On a busy machine an answer takes seconds. */
const ANSWER_MS = 5_000;

/** Whether something accepts connections at `host:port`. Cheap, so it is asked before anything else. */
export function accepts(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: Number(address.slice(colon + 1)) });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(ANSWER_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/** A silent kafkajs client for the services' own questions. kafkajs is loaded when it is needed: it takes its time. */
export async function kafkaClient(settings: Settings, retries = 5): Promise<Kafka> {
  const { Kafka, logLevel } = await import('kafkajs');
  return new Kafka({
    clientId: 'workbook-services',
    brokers: settings.kafka.bootstrapServers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: ANSWER_MS,
    requestTimeout: ANSWER_MS * 2,
    retry: { retries },
  });
}

/** Runs `task` with a connected kafkajs admin, and disconnects it whatever happens. */
export async function withAdmin<T>(
  settings: Settings,
  task: (admin: Admin) => Promise<T>,
  retries?: number,
): Promise<T> {
  const admin = (await kafkaClient(settings, retries)).admin();
  try {
    await admin.connect();
    return await task(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

export interface KafkaAnswer {
  clusterId: string;
  brokers: number;
}

/** Kafka's description of its cluster; undefined while it does not answer or has no broker in service yet. */
export async function askKafka(settings: Settings): Promise<KafkaAnswer | undefined> {
  const reachable = await Promise.all(settings.kafka.bootstrapServers.map(accepts));
  if (!reachable.includes(true)) return undefined;
  try {
    const cluster = await withAdmin(settings, (admin) => admin.describeCluster(), 0);
    return cluster.brokers.length > 0 ? { clusterId: cluster.clusterId, brokers: cluster.brokers.length } : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever runs, but is slow, is not called away for one answer: by the same rule as the Flink client's (`FlinkRest`). */
const isTransient = (status: number) => status >= 500 || status === 408;

/** One GET of Flink's REST API, parsed; undefined while it does not answer with JSON. */
async function askFlink(settings: Settings, path: string): Promise<unknown> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    for (let pause = 50; ; pause *= 2) {
      const response = await fetch(`${settings.flink.url}${path}`, { signal });
      if (response.ok) return await response.json();
      // The JobManager that does not lead yet is not ready, and whoever waits for it asks often.
      if (!isTransient(response.status) || response.status === 503) return undefined;
      await response.arrayBuffer();
      await delay(pause, undefined, { signal });
    }
  } catch {
    return undefined;
  }
}

/** States in which a job stays: https://nightlies.apache.org/flink/flink-docs-stable/docs/internals/job_scheduling/ */
const ENDED: readonly string[] = ['FINISHED', 'CANCELED', 'FAILED'];

export interface JobManagerAnswer {
  version: string;
  runningJobs: number;
  /** The id of the instance that this Flink belongs to; undefined for a Flink that is not the workbook's. */
  instance?: string;
}

/** What Flink's REST API says of itself; undefined while it does not answer. */
export async function askJobManager(settings: Settings): Promise<JobManagerAnswer | undefined> {
  const [overview, config] = await Promise.all([
    askFlink(settings, '/overview'),
    askFlink(settings, '/jobmanager/config'),
  ]);
  if (typeof overview !== 'object' || overview === null || !Array.isArray(config)) return undefined;
  const { 'flink-version': version, 'jobs-running': runningJobs } = overview as Record<string, unknown>;
  if (typeof version !== 'string') return undefined;
  const entries = config as { key?: unknown; value?: unknown }[];
  const instance = entries.find((entry) => entry.key === INSTANCE_KEY)?.value;
  return { version, runningJobs: Number(runningJobs), instance: typeof instance === 'string' ? instance : undefined };
}

export interface TaskManagerAnswer {
  id: string;
  slots: number;
}

/** The TaskManagers that are registered with the JobManager; undefined while the JobManager does not answer. */
export async function askTaskManagers(settings: Settings): Promise<TaskManagerAnswer[] | undefined> {
  const answer = (await askFlink(settings, '/taskmanagers')) as { taskmanagers?: unknown } | undefined;
  if (!Array.isArray(answer?.taskmanagers)) return undefined;
  return (answer.taskmanagers as { id: string; slotsNumber: number }[]).map(({ id, slotsNumber }) => ({
    id,
    slots: slotsNumber,
  }));
}

export interface JobAnswer {
  id: string;
  name: string;
}

/** The jobs that have not ended; none while the JobManager does not answer. */
export async function askJobs(settings: Settings): Promise<JobAnswer[]> {
  const answer = (await askFlink(settings, '/jobs/overview')) as { jobs?: unknown } | undefined;
  if (!Array.isArray(answer?.jobs)) return [];
  return (answer.jobs as { jid: string; name: string; state: string }[])
    .filter(({ state }) => !ENDED.includes(state))
    .map(({ jid, name }) => ({ id: jid, name }));
}
