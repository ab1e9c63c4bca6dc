import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_TITLES, type ServiceName, type Settings, status } from '@workbook/services';
import type { Outage } from './producer.js';

const LOOK_EVERY_MS = 1_000;

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
  const titles = () => [...away].map((service) => SERVICE_TITLES[service]);
  while (!signal.aborted) {
    for (const { service, state } of await status(settings)) {
      const title = SERVICE_TITLES[service];
      if (state === 'running') {
        if (away.delete(service)) tell(`${title} is back.`, titles());
      } else if (state !== 'unready' && !away.has(service)) {
        away.add(service);
        tell(
          `${title} is down. Run "npm run services up" in another terminal: this goes on then, and nothing is lost.`,
          titles(),
        );
      }
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** What the producer of such things noticed, as a sentence. */
export function describeOutage(outage: Outage, things = 'messages'): string {
  return outage.state === 'away'
    ? `The producer can't reach Kafka (${outage.cause}): it keeps ${outage.waiting} ${things} and tries on. "npm run services up" starts Kafka.`
    : `The producer reaches Kafka again, after ${(outage.awayMs / 1000).toFixed(1)} s.`;
}
