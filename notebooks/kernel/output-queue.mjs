// What the kernel tells of its cells' work (Jupyter calls this channel IOPub), sent in order, as fast as it can be read.
// Mends: much output is lost without a word, or ends the kernel. ZeroMQ takes 512 messages in one turn of Node and throws
// at the next ("only one send operation may be in progress"), and it drops what a slow reader has not taken.
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

/** What waits at most, in characters: beyond it the oldest is left out, and a line says so. */
const MOST_WAITING = { text: 2_000_000, display: 64_000_000 };
/** The length at which text goes on in another message. */
const MESSAGE_LENGTH = 65_536;
/** What a message weighs besides its text, in bytes. */
const ENVELOPE_BYTES = 1_000;
/** How much text goes out at once, and each second after that; JupyterLab's server drops what comes faster than 1 MB/s. */
const BURST_BYTES = 1_500_000;
const BYTES_PER_SECOND = 200_000;
/** How soon a message is tried again that the reader had no room for. */
const RETRY_MS = 20;
/** A reader that takes nothing for so long no longer holds up the others. */
const STALLED_MS = 30_000;
/** A cell that computes for so long without a pause has its output sent in between. */
const BLOCKED_MS = 100;
/** How long the end of a cell waits for its output to get out. */
const DRAINED_MS = 10_000;

const CLOCK = { now: () => performance.now(), nextTurn, wait };

/**
 * A message that waits.
 *
 * @typedef {object} Item
 * @property {object} request what it answers: Jupyter shows it under the cell of that request
 * @property {'text' | 'display' | 'other'} kind text and display may be left out
 * @property {string} type Jupyter's message type
 * @property {object} content
 * @property {{lines: number, outputs: number}} [left] the message is a sentence that so much is left out
 * @property {() => void} [reached] instead of a message: called when everything in front is out
 */

export class OutputQueue {
  #send;
  #clock;
  /** @type {Item[]} */
  #waiting = [];
  #sizes = { text: 0, display: 0, other: 0 };
  #allowance = BURST_BYTES;
  #allowedAt;
  #pumping = false;
  /** When the pump goes on; far away while it sends. */
  #dueAt = Number.POSITIVE_INFINITY;
  #stalledSince;
  #closed = false;

  /**
   * @param {(request: object, type: string, content: object, lossy: boolean) => Promise<void>} send hands a message to
   *   ZeroMQ at once; rejects, before it returns, with the code EAGAIN if a reader has no room for it, unless lossy: then that reader misses it
   */
  constructor(send, clock = CLOCK) {
    this.#send = send;
    this.#clock = clock;
    this.#allowedAt = clock.now();
  }

  /** Text that was written to `stdout` or `stderr`; what is written one after the other shares messages. */
  write(request, name, text) {
    for (const piece of piecesOf(text)) {
      const last = this.#waiting.at(-1);
      if (last?.request === request && last.content?.name === name && hasRoom(last, piece)) {
        last.content.text += piece;
        this.#sizes.text += piece.length;
      } else {
        this.#add({ request, kind: 'text', type: 'stream', content: { name, text: piece } });
      }
      this.#leaveOutOldest('text');
    }
    this.#start();
  }

  /** Something to show; an update takes the place of one that still waits. */
  display(request, content, update) {
    const type = update ? 'update_display_data' : 'display_data';
    const id = content.transient?.display_id;
    const outdated = this.#waiting.findIndex(
      (item) => update && item.type === type && item.content.transient?.display_id === id,
    );
    if (outdated >= 0) this.#take(outdated);
    this.#add({ request, kind: 'display', type, content, size: JSON.stringify(content).length });
    this.#leaveOutOldest('display');
    this.#start();
  }

  /** Any other message; it is never left out. */
  publish(request, type, content) {
    this.#add({ request, kind: 'other', type, content });
    this.#start();
  }

  /** Resolves when everything that waits now is out, or soon if a reader takes nothing. */
  drained() {
    return new Promise((resolve) => {
      if (this.#closed) return resolve();
      const timer = setTimeout(resolve, DRAINED_MS).unref();
      const reached = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#add({ kind: 'other', reached });
      this.#start();
    });
  }

  /** Nothing is sent any more. */
  close() {
    this.#closed = true;
    for (const { reached } of this.#waiting.splice(0)) reached?.();
  }

  #add(item) {
    if (this.#closed) return;
    this.#waiting.push(item);
    this.#sizes[item.kind] += sizeOf(item);
  }

  #take(index = 0) {
    const [item] = this.#waiting.splice(index, 1);
    this.#sizes[item.kind] -= sizeOf(item);
    return item;
  }

  #putBack(item) {
    if (this.#closed) return;
    this.#waiting.unshift(item);
    this.#sizes[item.kind] += sizeOf(item);
  }

  /** Makes room for a kind. What came last always stays. */
  #leaveOutOldest(kind) {
    while (this.#sizes[kind] > MOST_WAITING[kind]) {
      const oldest = this.#waiting.findIndex((item) => item.kind === kind && sizeOf(item) > 0);
      if (oldest === this.#waiting.length - 1) return;
      this.#leaveOut(this.#take(oldest), oldest);
    }
  }

  /** Puts a sentence where something is missing, or counts it in the one that is there. */
  #leaveOut({ content, kind, request }, place) {
    if (this.#closed) return;
    const isSentence = (item) => item.left && item.request === request;
    let sentence = this.#waiting.slice(0, place + 1).findLast(isSentence);
    if (!sentence) {
      sentence = {
        request,
        kind: 'text',
        type: 'stream',
        content: { name: 'stdout', text: '' },
        left: { lines: 0, outputs: 0 },
      };
      this.#waiting.splice(place, 0, sentence);
    }
    if (kind === 'text') sentence.left.lines += linesOf(content.text);
    else sentence.left.outputs += 1;
  }

  #start() {
    if (this.#closed) return;
    if (!this.#pumping) void this.#pump();
    else if (this.#clock.now() > this.#dueAt + BLOCKED_MS) this.#sendWhileBlocked();
  }

  async #pump() {
    this.#pumping = true;
    this.#dueAt = this.#clock.now();
    await this.#clock.nextTurn();
    while (this.#waiting.length > 0) {
      const pause = this.#pauseBefore(this.#waiting[0]);
      if (pause > 0) await this.#wait(pause);
      else if (!(await this.#deliver(this.#take()))) await this.#wait(RETRY_MS);
    }
    this.#pumping = false;
  }

  async #wait(ms) {
    this.#dueAt = this.#clock.now() + ms;
    await this.#clock.wait(ms);
  }

  /** Sends a message, or puts it back if there is no room for it. */
  async #deliver(item) {
    this.#dueAt = Number.POSITIVE_INFINITY;
    try {
      await this.#handOver(item, false);
      if (!item.reached) this.#stalledSince = undefined;
    } catch (error) {
      if (this.#closed || error.code !== 'EAGAIN') return true;
      this.#stalledSince ??= this.#clock.now();
      if (this.#clock.now() - this.#stalledSince < STALLED_MS) {
        this.#putBack(item);
        return false;
      }
      await this.#handOver(item, true)?.catch(() => {});
    }
    this.#pay(item);
    return true;
  }

  /** The same in a cell that keeps Node busy, where nothing can be awaited. */
  #sendWhileBlocked() {
    this.#dueAt = this.#clock.now();
    while (this.#waiting.length > 0 && this.#pauseBefore(this.#waiting[0]) === 0) {
      const item = this.#take();
      const sent = this.#handOver(item, false);
      sent?.catch(() => {});
      if (isRejected(sent)) return this.#putBack(item);
      this.#pay(item);
    }
  }

  #handOver({ content, left, reached, request, type }, lossy) {
    if (reached) return reached();
    return this.#send(request, type, left ? { ...content, text: sentenceOf(left) } : content, lossy);
  }

  #pay({ content, kind }) {
    if (kind === 'text') this.#allowance -= Buffer.byteLength(content.text) + linesOf(content.text) + ENVELOPE_BYTES;
  }

  /** How long a message has to wait, in ms, so that text does not come faster than it can be shown. */
  #pauseBefore({ kind }) {
    if (kind !== 'text') return 0;
    const now = this.#clock.now();
    const earned = ((now - this.#allowedAt) / 1_000) * BYTES_PER_SECOND;
    this.#allowance = Math.min(BURST_BYTES, this.#allowance + earned);
    this.#allowedAt = now;
    return this.#allowance > 0 ? 0 : Math.ceil((-this.#allowance / BYTES_PER_SECOND) * 1_000) + 1;
  }
}

/** Whether a promise is rejected by now; inspecting it is the one way to learn that at once. */
const isRejected = (promise) => /^Promise \{\s*<rejected>/.test(inspect(promise, { depth: 0 }));

/** A sentence about what is left out weighs nothing, and so stays. */
function sizeOf({ content, kind, size = 0 }) {
  if (kind !== 'text') return size;
  return content.text === '' ? 0 : content.text.length + ENVELOPE_BYTES;
}

/** Text in pieces that fit into a message, cut between lines where that is possible. */
function* piecesOf(text) {
  let rest = text;
  while (rest.length > MESSAGE_LENGTH) {
    const afterLine = rest.lastIndexOf('\n', MESSAGE_LENGTH - 1) + 1;
    const end = afterLine || MESSAGE_LENGTH - (isFirstOfPair(rest.charCodeAt(MESSAGE_LENGTH - 1)) ? 1 : 0);
    yield rest.slice(0, end);
    rest = rest.slice(end);
  }
  if (rest !== '') yield rest;
}

/** Half of a character beyond the first 65,536. */
const isFirstOfPair = (code) => code >= 0xd800 && code <= 0xdbff;

function hasRoom({ content: { text }, left }, piece) {
  if (left || text.length + piece.length > 2 * MESSAGE_LENGTH) return false;
  return text.length < MESSAGE_LENGTH || !text.endsWith('\n');
}

function linesOf(text) {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines || 1;
}

function sentenceOf({ lines, outputs }) {
  const count = (number, noun) => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
  const what = [lines > 0 && count(lines, 'line'), outputs > 0 && count(outputs, 'output')];
  const are = lines + outputs === 1 ? 'is' : 'are';
  return `\n[${what.filter(Boolean).join(' and ')} ${are} left out here: more came than can be shown. Print less, or write it to a file.]\n`;
}
