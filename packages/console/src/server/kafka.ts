/** The console's connections to Kafka: one client and one admin for all pages, made anew when they break or Kafka moves. */

import { TopicReader } from '@workbook/kafka';
import type { Settings } from '@workbook/services';
import type { Admin, Kafka } from 'kafkajs';
import { ConsoleProblem, wayBack } from './problem.js';

const CONNECT_MS = 3_000;
const ANSWER_MS = 15_000;

/** kafkajs's errors that are about the connection, not about what was asked. */
const CONNECTION_ERRORS = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSRequestTimeoutError',
]);

/** Whether an error, or what caused it, is about the connection. */
export function isConnectionError(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (CONNECTION_ERRORS.has(current.name)) return true;
  }
  return false;
}

interface Connections {
  servers: string;
  kafka: Kafka;
  reader: TopicReader;
  admin?: Promise<Admin>;
}

export class KafkaConnection {
  #open: Connections | undefined;

  constructor(private readonly settings: () => Settings) {}

  /** A silent kafkajs client, for producers and consumers of a page's own. */
  async client(): Promise<Kafka> {
    return (await this.#connections()).kafka;
  }

  /**
   * Does something with the shared admin. When the connection turns out to be broken, it is made anew and the task done
   * once more.
   * @param options `once` for a task that must not be done twice
   * @throws ConsoleProblem `kafka-away`; whatever else the task throws
   */
  withAdmin<T>(task: (admin: Admin) => Promise<T>, options: { once?: boolean } = {}): Promise<T> {
    return this.#withConnections(async (open) => {
      open.admin ??= connectAdmin(open.kafka);
      return task(await open.admin);
    }, options);
  }

  /**
   * Does something with the shared reader of topics, which needs no consumer group.
   * @throws ConsoleProblem `kafka-away`; whatever else the task throws
   */
  withReader<T>(task: (reader: TopicReader) => Promise<T>): Promise<T> {
    return this.#withConnections(({ reader }) => task(reader), {});
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    const admin = await open.admin?.catch(() => undefined);
    await Promise.allSettled([admin?.disconnect(), open.reader.close()]);
  }

  async #withConnections<T>(task: (open: Connections) => Promise<T>, { once = false }): Promise<T> {
    for (let attempt = once ? 2 : 1; ; attempt++) {
      const open = await this.#connections();
      try {
        return await task(open);
      } catch (error) {
        if (!isConnectionError(error)) throw error;
        if (this.#open === open) void this.close();
        if (attempt >= 2) throw kafkaAway(this.settings(), error);
      }
    }
  }

  async #connections(): Promise<Connections> {
    const settings = this.settings();
    const servers = settings.kafka.bootstrapServers.join(',');
    if (this.#open && this.#open.servers !== servers) void this.close();
    this.#open ??= { servers, kafka: await newClient(settings), reader: new TopicReader(settings) };
    return this.#open;
  }
}

/** kafkajs takes its time and memory: it is loaded when the first page asks for it. */
async function newClient(settings: Settings): Promise<Kafka> {
  const { Kafka, logLevel } = await import('kafkajs');
  return new Kafka({
    clientId: 'workbook-console',
    brokers: settings.kafka.bootstrapServers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    retry: {
      retries: Math.max(1, settings.kafka.bootstrapServers.length - 1),
      initialRetryTime: 50,
      maxRetryTime: 500,
    },
  });
}

async function connectAdmin(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}

/** Kafka does not answer, and how to get it back. */
export function kafkaAway(settings: Settings, cause?: unknown): ConsoleProblem {
  const servers = settings.kafka.bootstrapServers.join(', ');
  return new ConsoleProblem('kafka-away', `Kafka does not answer at ${servers}.`, { ...wayBack(settings), cause });
}
