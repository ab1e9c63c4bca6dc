/**
 * Kafka's protocol without a consumer group: kafkajs's own connections, to which single requests are sent. What is inside
 * kafkajs is typed here as far as it is used.
 */
import type { Settings } from '@workbook/services';
import { kafkajsInside } from '../kafkajs-inside.js';

export interface Encoder {
  writeInt8(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeInt64(value: number | bigint): Encoder;
  writeString(value: string): Encoder;
  writeArray(encoders: readonly unknown[]): Encoder;
}

export interface Decoder {
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readBoolean(): boolean;
  readString(): string | null;
  readBytes(): Buffer | null;
  readArray<T>(read: (decoder: Decoder) => T): T[];
}

/** A request, and how its answer is read. */
export interface Exchange<T> {
  request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<Encoder> };
  response: { decode: (bytes: Buffer) => Promise<T>; parse: (decoded: T) => Promise<T> };
}

interface ConnectionPool {
  host: string;
  port: number;
  send(exchange: Exchange<unknown>): Promise<unknown>;
}

interface Broker {
  versions: Record<number, { minVersion: number; maxVersion: number }> | null;
  connectionPool: ConnectionPool;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  connectionPoolBuilder: { build(to: { host: string; port: number; rack: string | null }): Promise<ConnectionPool> };
  brokerPool: { seedBroker: Broker; createBroker(options: object): Broker };
}

export interface BrokerAddress {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export function newEncoder(): Encoder {
  return new (kafkajsInside<new () => Encoder>('protocol/encoder'))();
}

export function newDecoder(bytes: Buffer): Decoder {
  return new (kafkajsInside<new (bytes: Buffer) => Decoder>('protocol/decoder'))(bytes);
}

/** An exchange with a fixed version, whose answer is read as it is: an error of one partition spoils no other. */
export function exchange<T>(
  api: { apiName: string; apiKey: number; apiVersion: number },
  encoder: Encoder,
  read: (decoder: Decoder) => T,
): Exchange<T> {
  return {
    request: { ...api, encode: async () => encoder },
    response: { decode: async (bytes) => read(newDecoder(bytes)), parse: async (decoded) => decoded },
  };
}

/** What an error code of Kafka's protocol is called, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
export function errorName(code: number): string {
  const { createErrorFromCode } = kafkajsInside<{ createErrorFromCode(code: number): { type: string } }>(
    'protocol/error',
  );
  return createErrorFromCode(code).type;
}

/** Connections to the brokers of one cluster. A connection that broke is made anew by the next request. */
export class BrokerConnections {
  #cluster: Promise<Cluster> | undefined;
  readonly #brokers = new Map<number, Promise<Broker>>();

  constructor(
    private readonly settings: Settings,
    private readonly limits: { connectMs: number; answerMs: number },
  ) {}

  /**
   * Sends a request, to any broker or to one of them.
   * @throws kafkajs's error when there is no connection; after it, everything is connected anew
   */
  async send<T>({ request, response }: Exchange<T>, to?: BrokerAddress): Promise<T> {
    try {
      const broker = await (to ? this.#broker(to) : this.#seed());
      return (await broker.connectionPool.send({ request, response } as Exchange<unknown>)) as T;
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  async #seed(): Promise<Broker> {
    this.#cluster ??= this.#connect();
    return (await this.#cluster).brokerPool.seedBroker;
  }

  async #broker(to: BrokerAddress): Promise<Broker> {
    const known = await this.#brokers.get(to.nodeId);
    if (known?.isConnected() && known.connectionPool.host === to.host && known.connectionPool.port === to.port) {
      return known;
    }
    const connecting = this.#connectTo(to);
    this.#brokers.set(to.nodeId, connecting);
    return connecting;
  }

  async #connectTo({ nodeId, host, port, rack }: BrokerAddress): Promise<Broker> {
    const seed = await this.#seed();
    const { brokerPool, connectionPoolBuilder } = await (this.#cluster as Promise<Cluster>);
    const connectionPool = await connectionPoolBuilder.build({ host, port, rack });
    const broker = brokerPool.createBroker({ connectionPool, nodeId, versions: seed.versions, logger: silentLogger() });
    await broker.connect();
    return broker;
  }

  async #connect(): Promise<Cluster> {
    const { bootstrapServers } = this.settings.kafka;
    const ClusterOfKafkajs = kafkajsInside<new (options: object) => Cluster>('cluster');
    const cluster = new ClusterOfKafkajs({
      logger: silentLogger(),
      socketFactory: kafkajsInside<() => unknown>('network/socketFactory')(),
      brokers: bootstrapServers,
      clientId: 'workbook-reader',
      connectionTimeout: this.limits.connectMs,
      requestTimeout: this.limits.answerMs,
      // Each retry asks the next of the bootstrap servers.
      retry: { retries: bootstrapServers.length - 1, initialRetryTime: 50, maxRetryTime: 200 },
      allowAutoTopicCreation: false,
    });
    await cluster.connect();
    return cluster;
  }

  async close(): Promise<void> {
    const open = [...this.#brokers.values(), ...(this.#cluster ? [this.#cluster] : [])];
    this.#brokers.clear();
    this.#cluster = undefined;
    await Promise.allSettled(open.map(async (it) => (await it).disconnect()));
  }
}

function silentLogger(): unknown {
  const { createLogger } = kafkajsInside<{ createLogger(options: object): unknown }>('loggers');
  return createLogger({ level: 0, logCreator: () => () => undefined });
}
