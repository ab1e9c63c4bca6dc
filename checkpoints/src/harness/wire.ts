/**
 * The wire between the learner's code and Kafka: it sees every request, and it can break. kafkajs connects to the address
 * that the broker advertises, so a proxy in front would be bypassed; the socket itself can't be.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Conversation, type WireRequest } from './conversation.js';

/**
 * - `cut`: half of the request goes out, then the connection breaks. The broker never has all of it;
 * - `drop answer`: the broker gets the request and does its work; the connection breaks before the answer is there;
 * - `delay`: the request, and whatever follows it on its connection, goes out late.
 */
export type FaultKind = 'cut' | 'drop answer' | 'delay';

/** A fault that happens once, to the first request of its kind. */
export interface Fault {
  kind: FaultKind;
  api: string;
  /** For `delay`, in ms. */
  ms: number;
  happened: boolean;
}

/** Hears of what goes over the wire, as it happens. */
export interface WireObserver {
  /** A request, before it goes out. */
  asked?(request: WireRequest): void;
  /** A request that a broker has answered. */
  answered?(request: WireRequest): void;
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
  readonly #ports: Set<number>;
  readonly #open = new Map<Socket, Conversation>();
  readonly #severed = new Set<string>();

  /**
   * @param ports the brokers'; other connections are left alone
   */
  constructor(
    ports: Iterable<number>,
    private readonly observer: WireObserver = {},
  ) {
    this.#ports = new Set(ports);
  }

  /** Taps every connection that is made from now on in this thread. */
  install(): void {
    net.connect = (...args) => this.#watch(realConnect.net.apply(net, args), args);
    tls.connect = (...args) => this.#watch(realConnect.tls.apply(tls, args), args);
    syncBuiltinESMExports();
  }

  /** Leaves connections alone again that are made from now on. */
  uninstall(): void {
    net.connect = realConnect.net;
    tls.connect = realConnect.tls;
    syncBuiltinESMExports();
  }

  /** Watches these ports, too: a client begins at one broker and goes on to those that the cluster advertises. */
  addPorts(ports: Iterable<number>): void {
    for (const port of ports) this.#ports.add(port);
  }

  /** Forgets requests and faults, and ends connections that are still open. */
  clear(): void {
    this.requests = [];
    this.#faults = [];
    for (const socket of this.#open.keys()) socket.destroy();
    this.#open.clear();
  }

  /** @param ms for `delay` */
  break(kind: FaultKind, api = 'Produce', ms = 0): Fault {
    const fault: Fault = { kind, api, ms, happened: false };
    this.#faults.push(fault);
    return fault;
  }

  /**
   * Cuts a client off for good, as if its process had been killed: its connections break at once, and no later request of
   * its reaches Kafka.
   */
  sever(clientId: string): void {
    this.#severed.add(clientId);
    for (const conversation of this.#open.values()) {
      if (conversation.clientId === clientId) conversation.break();
    }
  }

  hasSevered(clientId: string): boolean {
    return this.#severed.has(clientId);
  }

  /** The requests of one API. */
  of(api: string): WireRequest[] {
    return this.requests.filter((request) => request.api === api);
  }

  /** How many connections no client has ended, when it has had `graceMs` for that. When they close is the broker's affair. */
  async stillOpen(graceMs: number): Promise<number> {
    const open = () =>
      [...this.#open].filter(([socket, { clientId }]) => {
        const ended = socket.writableEnded || socket.destroyed;
        return !ended && clientId !== '' && !this.#severed.has(clientId);
      });
    const closed = open().map(([socket]) => new Promise((resolve) => socket.once('close', resolve)));
    const enough = new AbortController();
    const grace = delay(graceMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([Promise.all(closed), grace]);
    enough.abort();
    return open().length;
  }

  #watch(socket: Socket, args: unknown[]): Socket {
    const port = portOf(args);
    if (port === undefined || !this.#ports.has(port)) return socket;
    // A client that was severed asks a socket that never connected to close, over and over: no leak of the learner's.
    socket.setMaxListeners(0);
    const conversation = new Conversation(socket, (request) => this.observer.answered?.(request));
    this.#open.set(socket, conversation);
    socket.once('close', () => this.#open.delete(socket));
    const realWrite = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    let late: Promise<unknown> | undefined;
    let cut = false;
    const write = (...given: unknown[]): boolean => {
      if (!late) return realWrite(...given);
      late = late.then(() => socket.destroyed || realWrite(...given));
      return true;
    };
    socket.write = ((chunk: unknown, ...rest: unknown[]) => {
      const request = Buffer.isBuffer(chunk) ? conversation.asked(chunk) : undefined;
      if (!request || !Buffer.isBuffer(chunk)) return write(chunk, ...rest);
      // What follows half a request would be read as its other half.
      if (cut) return true;
      if (this.#severed.has(request.clientId)) {
        conversation.break();
        return true;
      }
      this.requests.push(request);
      this.observer.asked?.(request);
      const fault = this.#faults.find((candidate) => !candidate.happened && candidate.api === request.api);
      if (fault) fault.happened = true;
      if (fault?.kind === 'cut') {
        cut = true;
        write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => conversation.break());
        return true;
      }
      if (fault?.kind === 'drop answer') conversation.dropAnswer(request);
      if (fault?.kind === 'delay') late = Promise.all([late, delay(fault.ms)]);
      return write(chunk, ...rest);
    }) as Socket['write'];
    const end = socket.end.bind(socket) as (...args: unknown[]) => Socket;
    socket.end = ((...given: unknown[]) => {
      if (!late) return end(...given);
      late = late.then(() => end(...given));
      return socket;
    }) as Socket['end'];
    return socket;
  }
}

function portOf([first, second]: unknown[]): number | undefined {
  if (typeof first === 'object' && first !== null && 'port' in first) return Number(first.port);
  if (typeof first === 'number' || (typeof first === 'string' && typeof second !== 'object')) return Number(first);
  return undefined;
}
