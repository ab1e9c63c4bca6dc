import type { Message } from 'kafkajs';
import { BROKEN_KINDS, breakMessage } from './broken.js';

/** Breaks a share of messages, evenly, each in the next of the known ways. */
export class Breaker {
  broken = 0;
  #seen = 0;

  /** @param share 0 to 1 */
  constructor(private readonly share: number) {}

  /** The message itself, or a broken one in its place. */
  readonly alter = (message: Message): Message => {
    this.#seen++;
    const kind = BROKEN_KINDS[this.broken % BROKEN_KINDS.length];
    if (!kind || Math.floor(this.#seen * this.share) <= this.broken) return message;
    this.broken++;
    return breakMessage(message, kind);
  };
}
