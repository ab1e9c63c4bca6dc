/**
 * The live tests' hands: topics and jobs of their own, records in and out, and nothing left behind, whether a test
 * passed or failed. Waits end with what they wait for, and a job that fails ends them with its failure.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FlinkClient, FlinkRest, type JobHandle, type JobSummary, type SubmitOptions } from '@workbook/flink';
import { mendReadCommitted } from '@workbook/kafka';
import { createTopics, down, freeInstance, readSettings, type Settings, type TopicSpec, up } from '@workbook/services';
import {
  type Admin,
  type Consumer,
  type IHeaders,
  Kafka,
  KafkaJSDeleteGroupsError,
  logLevel,
  type Producer,
} from 'kafkajs';
import { afterAll, afterEach, beforeAll } from 'vitest';

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
mendReadCommitted();

/** What a test sends. A value that is not text or bytes is sent as JSON; null is a tombstone. */
export interface OutgoingRecord {
  value: unknown;
  key?: string;
  partition?: number;
  /** Milliseconds since 1970. */
  timestamp?: number;
  headers?: IHeaders;
}

/** What a test reads. */
export interface IncomingRecord {
  /** The value as JSON, or as text if it is not JSON; null for a tombstone. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it sent
  value: any;
  bytes: Buffer | null;
  key: string | null;
  partition: number;
  offset: number;
  timestamp: number;
  headers: Record<string, string>;
}

export interface ConsumeOptions {
  /** How long to wait, in ms. Default as in PATIENT. */
  timeoutMs?: number;
  /** Read what open and aborted transactions wrote, too. */
  readUncommitted?: boolean;
}

/** How long to wait for a job: the first one of a busy machine takes its time. */
export const PATIENT = { timeoutMs: 200_000 };

const CLEANUP_MS = 120_000;
const ACT_MS = 100;

/**
 * Gives a test file its hands; call it once, at the file's top.
 *
 * @param own a name: the file gets an instance of the services of its own, which its tests may damage
 */
export function useLive(own?: string): Live {
  const live = new Live();
  beforeAll(() => live.start(own));
  afterEach(() => live.cleanUp());
  afterAll(() => live.stop());
  return live;
}

/** The absolute path of a file, given from the calling test: `fileBeside(import.meta.url, 'jobs/filter.ts')`. */
export function fileBeside(moduleUrl: string, relative: string): string {
  return fileURLToPath(new URL(relative, moduleUrl));
}

/** Does something again and again until a wait is over; returns what was waited for. */
export async function meanwhile<T>(waiting: Promise<T>, act: () => Promise<void>): Promise<T> {
  let isOver = false;
  const acting = async () => {
    while (!isOver) {
      await act();
      await delay(ACT_MS);
    }
  };
  const over = waiting.finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([over, acting()]);
  return result;
}

export class Live {
  settings!: Settings;
  client!: FlinkClient;
  /** For what the client does not tell. */
  rest!: FlinkRest;
  private kafka!: Kafka;
  private admin: Admin | undefined;
  private producer: Producer | undefined;
  private ownHome: string | undefined;
  private topicNames: string[] = [];
  private groups: string[] = [];
  private consumers: Consumer[] = [];
  private jobs: JobHandle[] = [];

  /** The broker's address, for a job's arguments. */
  get broker(): string {
    return this.settings.kafka.bootstrapServers.join(',');
  }

  async start(own?: string): Promise<void> {
    this.settings = readSettings();
    if (own !== undefined) {
      this.ownHome = `${this.settings.home}-${own}-${randomBytes(3).toString('hex')}`;
      this.settings = await freeInstance(this.ownHome);
      await up(this.settings);
    }
    this.rest = new FlinkRest(this.settings.flink.url, { reconnectMs: PATIENT.timeoutMs });
    this.client = new FlinkClient(this.rest);
    this.kafka = new Kafka({
      brokers: this.settings.kafka.bootstrapServers,
      connectionTimeout: 10_000,
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 50, retries: 8 },
    });
  }

  /** A name that nobody else uses, for a topic, a group or a job. */
  unique(name: string): string {
    return `${name}-${randomBytes(5).toString('hex')}`;
  }

  /** Creates topics of the test's own and returns their names; each has one partition unless told otherwise. */
  async topics<const Names extends readonly (string | TopicSpec)[]>(
    ...names: Names
  ): Promise<{ [Index in keyof Names]: string }> {
    const specs = names.map((topic): TopicSpec => (typeof topic === 'string' ? { name: topic, partitions: 1 } : topic));
    const topics = specs.map((spec) => ({ ...spec, name: this.unique(spec.name) }));
    await this.topicsNamed(topics);
    return topics.map(({ name }) => name) as { [Index in keyof Names]: string };
  }

  /** Creates topics of exactly these names, as a savepoint that is kept knows them. */
  async topicsNamed(topics: readonly TopicSpec[]): Promise<void> {
    this.topicNames.push(...topics.map(({ name }) => name));
    await createTopics(this.settings, topics);
  }

  /** Deletes topics before the test is over. */
  async deleteTopics(topics: string[]): Promise<void> {
    this.topicNames = this.topicNames.filter((name) => !topics.includes(name));
    await (await this.connectedAdmin()).deleteTopics({ topics });
  }

  async produce(topic: string, records: OutgoingRecord[]): Promise<void> {
    this.producer ??= this.kafka.producer({ allowAutoTopicCreation: false });
    // Does nothing if it is connected already; several may wait for it.
    await this.producer.connect();
    const messages = records.map(({ value, key, partition, timestamp, headers }) => ({
      value: value === null || typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
      key,
      partition,
      timestamp: timestamp === undefined ? undefined : String(timestamp),
      headers,
    }));
    await this.producer.send({ topic, messages });
  }

  /**
   * Reads a topic from its beginning until there are enough records.
   *
   * @param enough a number, or a condition on all records read so far
   * @throws JobFailedError as soon as one of the test's jobs fails
   */
  async consume(
    topic: string,
    enough: number | ((records: IncomingRecord[]) => boolean),
    { timeoutMs = PATIENT.timeoutMs, readUncommitted = false }: ConsumeOptions = {},
  ): Promise<IncomingRecord[]> {
    const isEnough = typeof enough === 'number' ? (all: IncomingRecord[]) => all.length >= enough : enough;
    const groupId = this.unique('test');
    const consumer = this.kafka.consumer({
      groupId,
      maxWaitTimeInMs: 50,
      sessionTimeout: 30_000,
      readUncommitted,
      allowAutoTopicCreation: false,
    });
    this.groups.push(groupId);
    this.consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const records: IncomingRecord[] = [];
    const over = new AbortController();
    const reading = new Promise<void>((resolve) => {
      const eachMessage: Parameters<Consumer['run']>[0] = {
        eachMessage: async ({ message, partition }) => {
          records.push({
            value: parse(message.value),
            bytes: message.value,
            key: message.key?.toString() ?? null,
            partition,
            offset: Number(message.offset),
            timestamp: Number(message.timestamp),
            headers: Object.fromEntries(
              Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
            ),
          });
          if (isEnough(records)) resolve();
        },
      };
      void consumer.run(eachMessage);
    });
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      const fail = () => {
        const seen = JSON.stringify(records.slice(-10).map(({ value }) => value));
        reject(
          new Error(`${topic}: ${records.length} records within ${timeoutMs} ms, not enough. The last ones: ${seen}`),
        );
      };
      timer = setTimeout(fail, timeoutMs);
    });
    try {
      await Promise.race([reading, timeout, this.failureOfAnyJob(over.signal)]);
      return [...records];
    } finally {
      clearTimeout(timer);
      over.abort();
      await consumer.disconnect();
    }
  }

  /** Submits a job that is cancelled after the test. */
  async submit(file: string, options: SubmitOptions = {}): Promise<JobHandle> {
    return this.track(await this.client.submit(file, { typeCheck: false, allowUnreadArgs: true, ...options }));
  }

  /** Submits a job and waits until all of its tasks run. */
  async run(file: string, options: SubmitOptions = {}): Promise<JobHandle> {
    const job = await this.submit(file, options);
    await job.waitFor('RUNNING', PATIENT);
    return job;
  }

  /** Has a job that the test got elsewhere cancelled after the test; it counts as the newest, whose failure ends waits. */
  track(job: JobHandle): JobHandle {
    this.jobs.push(job);
    return job;
  }

  /** The cluster's jobs that have not ended. */
  async livingJobs(): Promise<JobSummary[]> {
    return (await this.client.list()).filter(({ endTime }) => endTime === undefined);
  }

  /** Cancels the test's jobs and deletes its topics and groups. */
  async cleanUp(): Promise<void> {
    const jobs = this.jobs.splice(0);
    const consumers = this.consumers.splice(0);
    // kafkajs asks for every topic that a producer has written to, also when it is gone.
    const producer = this.producer;
    this.producer = undefined;
    const groups = this.groups.splice(0);
    const topics = this.topicNames.splice(0);
    const results = await Promise.allSettled([
      ...jobs.map((job) => job.cancel({ timeoutMs: CLEANUP_MS })),
      ...consumers.map((consumer) => consumer.disconnect()),
      producer?.disconnect(),
    ]);
    if (groups.length + topics.length > 0) {
      const admin = await this.connectedAdmin();
      results.push(...(await Promise.allSettled([admin.deleteTopics({ topics }), deleteGroups(admin, groups)])));
    }
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw new Error('The test did not tidy up after itself.', { cause: failed.reason });
  }

  async stop(): Promise<void> {
    await this.admin?.disconnect();
    if (this.ownHome === undefined) return;
    await down(this.settings);
    await rm(this.ownHome, { recursive: true, force: true });
  }

  private async connectedAdmin(): Promise<Admin> {
    if (!this.admin) {
      this.admin = this.kafka.admin();
      await this.admin.connect();
    }
    return this.admin;
  }

  /** Rejects when one of the test's jobs fails, or when the newest has failed already; never resolves. */
  private async failureOfAnyJob(signal: AbortSignal): Promise<never> {
    const never = new Promise<never>(() => {});
    const newest = this.jobs.at(-1);
    const failures = this.jobs.map(async (job) => {
      const before = await job.status(signal).catch(() => undefined);
      if (before?.state === 'FAILED' && job !== newest) return never;
      const { state } = await job.waitForEnd({ timeoutMs: 3_600_000, signal }).catch(() => ({ state: undefined }));
      if (state === 'FAILED') throw (await job.failure()) ?? new Error(`job ${job.name} failed`);
      return never;
    });
    return Promise.race([never, ...failures]);
  }
}

/** A consumer that was still joining its group leaves it a moment after it was disconnected. */
async function deleteGroups(admin: Admin, groups: string[]): Promise<void> {
  const end = performance.now() + CLEANUP_MS;
  while (groups.length > 0) {
    try {
      await admin.deleteGroups(groups);
      return;
    } catch (error) {
      if (!(error instanceof KafkaJSDeleteGroupsError) || performance.now() > end) throw error;
      groups = error.groups.map(({ groupId }) => groupId);
      await delay(200);
    }
  }
}

function parse(bytes: Buffer | null): unknown {
  if (bytes === null) return null;
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
