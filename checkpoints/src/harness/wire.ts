/**
 * The wire between the learner's code and Kafka: it sees every request, and it can break. kafkajs connects to the address
 * that the broker advertises, so a proxy in front would be bypassed; the socket itself can't be.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProduceRequest, readFirstTopic, readHeader, readProduce } from './kafka-protocol.js';

export interface WireRequest {
  /** `Produce`, `Metadata`, … */
  api: string;
  /** All of the request, with its length field. */
  bytes: number;
  produce?: ProduceRequest;
  /** The first topic of a CreateTopics request. */
  createdTopic?: string;
  /** Whether the broker's answer came back to the client. */
  answered: boolean;
}

/**
 * - `cut`: half of the request goes out, then the connection breaks. The broker never has all of it;
 * - `drop answer`: the broker gets the request and does its work; the connection breaks before the answer is there.
 */
export type FaultKind = 'cut' | 'drop answer';

/** A fault that happens once, to the first request of its kind. */
export interface Fault {
  kind: FaultKind;
  api: string;
  happened: boolean;
}

type Connect = (...args: unknown[]) => Socket;
const { net, tls } = loadBuiltins();
const realConnect = { net: net.connect, tls: tls.connect };

/** The modules that kafkajs calls: assignments to their properties are seen by everyone in this thread. */
function loadBuiltins(): { net: { connect: Connect }; tls: { connect: Connect } } {
  const require = createRequire(import.meta.url);
  return { net: require('node:net') as { connect: Connect }, tls: require('node:tls') as { connect: Connect } };
}

/** For the harness's own clients: a kafkajs socket factory that no fault touches and that is not counted. */
export function untappedSocket(options: { host: string; port: number; onConnect: () => void }): Socket {
  const socket = realConnect.net.call(net, { host: options.host, port: options.port }, options.onConnect);
  socket.setKeepAlive(true, 60_000);
  return socket;
}

export class Wire {
  /** All requests since the last {@link clear}, oldest first. */
  requests: WireRequest[] = [];
  #faults: Fault[] = [];
  readonly #open = new Set<Socket>();

  /** @param ports the broker's; other connections are left alone */
  constructor(private readonly ports: ReadonlySet<number>) {}

  /** Taps every connection that is made from now on in this thread. */
  install(): void {
    net.connect = (...args) => this.#watch(realConnect.net.apply(net, args), args);
    tls.connect = (...args) => this.#watch(realConnect.tls.apply(tls, args), args);
    syncBuiltinESMExports();
  }

  /** Forgets requests and faults, and ends connections that are still open. */
  clear(): void {
    this.requests = [];
    this.#faults = [];
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }

  break(kind: FaultKind, api = 'Produce'): Fault {
    const fault: Fault = { kind, api, happened: false };
    this.#faults.push(fault);
    return fault;
  }

  /** The requests of one API. */
  of(api: string): WireRequest[] {
    return this.requests.filter((request) => request.api === api);
  }

  /** How many connections are still open when those that are closing have had `graceMs` to close. */
  async stillOpen(graceMs: number): Promise<number> {
    const closed = [...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const enough = new AbortController();
    const grace = delay(graceMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([Promise.all(closed), grace]);
    enough.abort();
    return this.#open.size;
  }

  #watch(socket: Socket, args: unknown[]): Socket {
    const port = portOf(args);
    if (port === undefined || !this.ports.has(port)) return socket;
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    const conversation = new Conversation(socket);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((chunk: unknown, ...rest: unknown[]) => {
      const request = Buffer.isBuffer(chunk) ? conversation.asked(chunk) : undefined;
      if (!request || !Buffer.isBuffer(chunk)) return write(chunk, ...rest);
      this.requests.push(request);
      const fault = this.#faults.find((candidate) => !candidate.happened && candidate.api === request.api);
      if (fault) fault.happened = true;
      if (fault?.kind === 'cut') {
        write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => socket.destroy(connectionReset()));
        return true;
      }
      if (fault?.kind === 'drop answer') conversation.dropAnswer(request);
      return write(chunk, ...rest);
    }) as Socket['write'];
    return socket;
  }
}

/** The requests and answers of one connection. */
class Conversation {
  readonly #waiting = new Map<number, WireRequest>();
  #dropped: WireRequest | undefined;
  /** The beginning of an answer's length and correlation id, as far as it has come. */
  #head = Buffer.alloc(0);
  /** Bytes of the current answer that are still to come. */
  #rest = 0;

  constructor(socket: Socket) {
    const emit = socket.emit.bind(socket) as (event: string | symbol, ...args: unknown[]) => boolean;
    socket.emit = ((event: string | symbol, ...args: unknown[]) => {
      const [chunk] = args;
      if (event === 'data' && Buffer.isBuffer(chunk) && this.#answered(chunk) === 'dropped') {
        socket.destroy(connectionReset());
        return true;
      }
      return emit(event, ...args);
    }) as Socket['emit'];
  }

  /** Notes a request; kafkajs writes each in one piece. */
  asked(frame: Buffer): WireRequest | undefined {
    if (frame.length < 14 || frame.readInt32BE(0) !== frame.length - 4) return undefined;
    const header = readHeader(frame);
    const request: WireRequest = { api: header.api, bytes: frame.length, answered: false };
    if (header.api === 'Produce') request.produce = readProduce(frame, header);
    if (header.api === 'CreateTopics') request.createdTopic = readFirstTopic(frame, header);
    this.#waiting.set(header.correlationId, request);
    return request;
  }

  dropAnswer(request: WireRequest): void {
    this.#dropped = request;
  }

  /** Follows the answers' lengths through the chunks in which they arrive. */
  #answered(chunk: Buffer): 'dropped' | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, chunk.length - at);
        this.#rest -= skipped;
        at += skipped;
        continue;
      }
      const taken = Math.min(8 - this.#head.length, chunk.length - at);
      this.#head = Buffer.concat([this.#head, chunk.subarray(at, at + taken)]);
      at += taken;
      if (this.#head.length < 8) return undefined;
      const request = this.#waiting.get(this.#head.readInt32BE(4));
      this.#rest = this.#head.readInt32BE(0) - 4;
      this.#head = Buffer.alloc(0);
      if (request && request === this.#dropped) return 'dropped';
      if (request) request.answered = true;
    }
    return undefined;
  }
}

function portOf([first, second]: unknown[]): number | undefined {
  if (typeof first === 'object' && first !== null && 'port' in first) return Number(first.port);
  if (typeof first === 'number' || (typeof first === 'string' && typeof second !== 'object')) return Number(first);
  return undefined;
}

/** What Node reports when the other side of a connection goes away. */
function connectionReset(): NodeJS.ErrnoException {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
}
