import { once } from 'node:events';
import { createTopics, SERVICE_TITLES, type Settings, status, up } from '@workbook/services';

/**
 * Starts the services that don't run, and creates the topics that are missing.
 *
 * @throws Error when the signal interrupts it
 */
export async function readyServices(
  settings: Settings,
  tell: (sentence: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const interrupted = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: done.signal });
    throw new Error('Interrupted. Services that have been started go on in the background; "npm stop" ends them.');
  };
  try {
    await Promise.race([startMissing(settings, tell), interrupted()]);
  } finally {
    done.abort();
  }
}

async function startMissing(settings: Settings, tell: (sentence: string) => void): Promise<void> {
  const services = await status(settings);
  if (services.some(({ state }) => state !== 'running')) {
    await up(settings, {
      onNotice: tell,
      onWait: (command, pid) => tell(`Waiting until "${command}" (process ${pid}) is done …`),
      onProgress({ service, state, elapsedMs }) {
        if (state === 'starting') tell(`Starting ${SERVICE_TITLES[service]} …`);
        else if (elapsedMs > 500) tell(`${SERVICE_TITLES[service]} is ready after ${(elapsedMs / 1000).toFixed(1)} s.`);
      },
    });
  }
  await createTopics(settings);
}
