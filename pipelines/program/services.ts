import { createTopics, SERVICE_TITLES, type Settings, status, up } from '@workbook/services';

/** Starts the services that don't run, and creates the topics that are missing. */
export async function readyServices(settings: Settings, tell: (sentence: string) => void): Promise<void> {
  const services = await status(settings);
  if (services.some(({ state }) => state !== 'running')) {
    await up(settings, {
      onProgress({ service, state, elapsedMs }) {
        if (state === 'starting') tell(`Starting ${SERVICE_TITLES[service]} …`);
        else if (elapsedMs > 500) tell(`${SERVICE_TITLES[service]} is ready after ${(elapsedMs / 1000).toFixed(1)} s.`);
      },
    });
  }
  await createTopics(settings);
}
