import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_TITLES, type ServiceName, type Settings, status } from '@workbook/services';
import type { Outage } from './producer.js';
import { counted } from './text.js';

const LOOK_EVERY_MS = 1_000;
/** A service that says nothing so many times is away: on a busy machine one that works misses a question now and then. */
const UNREADY_LOOKS = 10;

/**
 * Says when a service goes away, and what mends it, and when it is back; until the signal.
 *
 * @param tell hears a sentence, and the titles of the services that are away now
 */
export async function watchServices(
  settings: Settings,
  tell: (sentence: string, away: string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const away = new Set<ServiceName>();
  const unready = new Map<ServiceName, number>();
  const titles = () => [...away].map((service) => SERVICE_TITLES[service]);
  while (!signal.aborted) {
    for (const { service, state } of await status(settings)) {
      const title = SERVICE_TITLES[service];
      const silent = state === 'unready' ? (unready.get(service) ?? 0) + 1 : 0;
      unready.set(service, silent);
      if (state === 'running') {
        if (away.delete(service)) tell(`${title} is back.`, titles());
      } else if (!away.has(service) && (state !== 'unready' || silent >= UNREADY_LOOKS)) {
        away.add(service);
        tell(`${title} ${state === 'unready' ? 'does not answer' : 'is down'}. ${remedyFor(settings)}`, titles());
      }
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function remedyFor({ mode }: Settings): string {
  if (mode === 'external') return 'This goes on once it answers again, and nothing is lost.';
  return 'Run "npm run services up" in another terminal: this goes on then, and nothing is lost.';
}

/** What the producer of such things noticed, as a sentence. */
export function describeOutage(outage: Outage, thing = 'message'): string {
  return outage.state === 'away'
    ? `The producer can't reach Kafka (${outage.cause}): it keeps ${counted(outage.waiting, thing)} and tries on. "npm run services up" starts Kafka.`
    : `The producer reaches Kafka again, after ${(outage.awayMs / 1000).toFixed(1)} s.`;
}
