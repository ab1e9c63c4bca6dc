/** The requests and answers of one connection to Kafka. */
import type { Socket } from 'node:net';
import {
  type CommittedOffset,
  type ProduceRequest,
  readCommits,
  readCreated,
  readGroup,
  readHeader,
  readProduce,
  readSessionTimeout,
  readTopics,
} from './kafka-protocol.js';

export interface WireRequest {
  /** `Produce`, `Metadata`, … */
  api: string;
  clientId: string;
  /** All of the request, with its length field. */
  bytes: number;
  produce?: ProduceRequest;
  /** The topics of a CreateTopics or DeleteTopics request. */
  topics?: string[];
  /** Those that the broker has created, once it has answered. */
  created?: string[];
  /** The consumer group that the request is about. */
  group?: string;
  /** For how long a member that joins a group may be silent, in ms. */
  sessionTimeoutMs?: number;
  /** The positions of an OffsetCommit request. */
  commits?: CommittedOffset[];
  /** Whether the broker's answer came back to the client. */
  answered: boolean;
  /** When the client wrote it, in ms of `performance.now()`. */
  askedAt: number;
  /** When the answer was there. */
  answeredAt?: number;
}

/** A request whose answer has not come yet. */
interface Waiting {
  request: WireRequest;
  version: number;
}

export class Conversation {
  /** As the client calls itself in its requests. */
  clientId = '';
  readonly #waiting = new Map<number, Waiting>();
  #dropped: WireRequest | undefined;
  /** The beginning of an answer's length and correlation id, as far as it has come. */
  #head = Buffer.alloc(0);
  /** Bytes of the current answer that are still to come. */
  #rest = 0;
  /** The current answer, and its body if it is looked at. */
  #current: (Waiting & { body?: Buffer[] }) | undefined;

  /** @param onAnswer hears of each request that the broker has answered */
  constructor(
    private readonly socket: Socket,
    private readonly onAnswer: (request: WireRequest) => void,
  ) {
    const emit = socket.emit.bind(socket) as (event: string | symbol, ...args: unknown[]) => boolean;
    socket.emit = ((event: string | symbol, ...args: unknown[]) => {
      const [chunk] = args;
      if (event === 'data' && Buffer.isBuffer(chunk) && this.#follow(chunk) === 'dropped') {
        this.break();
        return true;
      }
      return emit(event, ...args);
    }) as Socket['emit'];
  }

  /** Notes a request; kafkajs writes each in one piece. Undefined for anything else. */
  asked(frame: Buffer): WireRequest | undefined {
    if (frame.length < 14 || frame.readInt32BE(0) !== frame.length - 4) return undefined;
    const header = readHeader(frame);
    const { api, clientId, version, correlationId } = header;
    this.clientId = clientId;
    const request: WireRequest = { api, clientId, bytes: frame.length, answered: false, askedAt: performance.now() };
    if (api === 'Produce') request.produce = readProduce(frame, header);
    if (api === 'CreateTopics' || api === 'DeleteTopics') request.topics = readTopics(frame, header);
    if (api === 'JoinGroup') request.sessionTimeoutMs = readSessionTimeout(frame, header);
    if (api === 'OffsetCommit') request.commits = readCommits(frame, header);
    request.group = readGroup(frame, header);
    this.#waiting.set(correlationId, { request, version });
    return request;
  }

  /** Breaks the connection when the answer to this request comes, before the client sees it. */
  dropAnswer(request: WireRequest): void {
    this.#dropped = request;
  }

  /** Breaks the connection, as Node reports it when the other side goes away. */
  break(): void {
    this.socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
  }

  /** Follows the answers through the chunks in which they arrive. */
  #follow(chunk: Buffer): 'dropped' | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#rest === 0) {
        const taken = Math.min(8 - this.#head.length, chunk.length - at);
        this.#head = Buffer.concat([this.#head, chunk.subarray(at, at + taken)]);
        at += taken;
        if (this.#head.length < 8) return undefined;
        if (this.#begin() === 'dropped') return 'dropped';
      }
      const taken = Math.min(this.#rest, chunk.length - at);
      this.#current?.body?.push(chunk.subarray(at, at + taken));
      this.#rest -= taken;
      at += taken;
      if (this.#rest === 0) this.#end();
    }
    return undefined;
  }

  /** An answer's length and correlation id are there. */
  #begin(): 'dropped' | undefined {
    const id = this.#head.readInt32BE(4);
    this.#rest = this.#head.readInt32BE(0) - 4;
    this.#head = Buffer.alloc(0);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#current = waiting && { ...waiting, ...(waiting.request.api === 'CreateTopics' ? { body: [] } : {}) };
    return waiting && waiting.request === this.#dropped ? 'dropped' : undefined;
  }

  #end(): void {
    if (!this.#current) return;
    const { request, version, body } = this.#current;
    this.#current = undefined;
    if (body) request.created = readCreated(Buffer.concat(body), version);
    request.answered = true;
    request.answeredAt = performance.now();
    this.onAnswer(request);
  }
}
