/** External mode: the learner's own cluster, which the workbook neither starts nor stops. */
import { askAll } from './elsewhere.js';
import { ServiceError } from './failures.js';
import type { Settings } from './settings.js';
import { SERVICE_TITLES } from './status.js';

/**
 * Checks that the cluster answers, for there is nothing to start.
 * @throws ServiceError naming what does not answer
 */
export async function externalUp(settings: Settings): Promise<void> {
  const silent = (await askAll(settings)).filter((service) => service.state !== 'running');
  if (silent.length === 0) return;
  const names = silent.map(({ service, address }) => `${SERVICE_TITLES[service]}${address ? ` (${address})` : ''}`);
  throw new ServiceError(
    `${names.join(' and ')} of your own cluster ${silent.length === 1 ? 'does' : 'do'} not answer, and the workbook does not start what is not its own. ` +
      "Start it, correct KAFKA_BOOTSTRAP_SERVERS and FLINK_REST_URL, or unset both to use the workbook's own services.",
  );
}
