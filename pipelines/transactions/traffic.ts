import { setTimeout as sleep } from 'node:timers/promises';
import type { CarefulProducer } from '../program/producer.js';
import type { GeneratedMessage } from './generator.js';
import type { ProducedTally } from './tally.js';

export interface TrafficOptions {
  producer: CarefulProducer;
  messages: Iterator<GeneratedMessage>;
  /** Messages per second. */
  rate: number;
  tally: ProducedTally;
  /** Ends the traffic. */
  signal: AbortSignal;
}

const TICK_MS = 20;
/** What a pause held up for longer than this is not caught up: the traffic goes on at its usual rate. */
const MAX_ARREARS_MS = 1_000;

/** Sends messages at a steady rate. When the producer makes it wait, later messages simply come later. */
export async function sendTraffic({ producer, messages, rate, tally, signal }: TrafficOptions): Promise<void> {
  let start = performance.now();
  let sent = 0;
  while (!signal.aborted) {
    const now = performance.now();
    const arrears = now - start - (sent / rate) * 1000;
    if (arrears > MAX_ARREARS_MS) start += arrears - MAX_ARREARS_MS;
    const due = Math.floor(((now - start) / 1000) * rate) - sent;
    if (due > 0) {
      await producer.write(take(messages, due, tally));
      sent += due;
    }
    await sleep(TICK_MS, undefined, { signal }).catch(() => {});
  }
}

function take(messages: Iterator<GeneratedMessage>, howMany: number, tally: ProducedTally): GeneratedMessage[] {
  return Array.from({ length: howMany }, () => {
    const message = messages.next().value as GeneratedMessage;
    tally.add(message);
    return message;
  });
}
