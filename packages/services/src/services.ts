/** The services as one thing, whatever mode they run in. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { dockerDown, dockerReset, dockerUp } from './docker.js';
import { askAll } from './elsewhere.js';
import { embeddedDown, embeddedUp } from './embedded.js';
import { embeddedStatus } from './embedded-status.js';
import { externalUp } from './external.js';
import { ServiceError } from './failures.js';
import { requireUnused } from './in-use.js';
import { readInstanceFile } from './instance-file.js';
import { withLock } from './lock.js';
import { signalProcess } from './processes.js';
import type { ServiceName, Settings } from './settings.js';
import type { ServiceStatus, UpOptions } from './status.js';

/**
 * Starts Kafka, the JobManager and the TaskManager, as far as they do not run, and returns when all are ready. In
 * external mode it only checks that they answer.
 * @throws ServiceError with a sentence for the learner and, where a service crashed, the end of its log
 */
export async function up(settings: Settings, options: UpOptions = {}): Promise<void> {
  if (settings.mode === 'external') return externalUp(settings);
  await refuseOtherMode(settings);
  return settings.mode === 'docker' ? dockerUp(settings, options) : embeddedUp(settings, options);
}

/** Processes and containers of one workbook cannot run side by side: they have the same ports. */
async function refuseOtherMode(settings: Settings): Promise<void> {
  const stored = readInstanceFile(settings.home);
  if (!stored || stored.mode === settings.mode || stored.mode === 'external') return;
  const services = await status({ ...settings, mode: stored.mode });
  if (services.every((service) => service.state !== 'running')) return;
  throw new ServiceError(
    `This workbook's services already run in ${stored.mode} mode. Run "npm run services down ${stored.mode}" first.`,
  );
}

/** Stops the services in good order. Kafka's data and Flink's checkpoints stay. In external mode it does nothing. */
export async function down(settings: Settings, options: Pick<UpOptions, 'onWait'> = {}): Promise<void> {
  if (settings.mode === 'docker') await dockerDown(settings);
  if (settings.mode === 'embedded') await embeddedDown(settings, options);
}

/**
 * Stops the services and wipes Kafka's data and Flink's state: every topic, group, checkpoint and savepoint.
 * @throws ServiceError in external mode, whose data is not the workbook's, and while a program or a job uses the data
 */
export async function reset(settings: Settings): Promise<void> {
  if (settings.mode === 'external') {
    throw new ServiceError('These services are your own cluster (external mode); the workbook does not wipe them.');
  }
  await requireUnused(settings, 'Nothing was wiped');
  if (settings.mode === 'docker') return dockerReset(settings);
  await embeddedDown(settings);
  for (const folder of ['kafka', 'flink']) rmSync(path.join(settings.home, folder), { recursive: true, force: true });
}

/** Waits while another command starts or stops this instance; a status that is asked for in the middle of that is none. */
export async function settled({ home }: Settings): Promise<void> {
  await withLock(home, 'services status', async () => undefined);
}

/** Asks each service how it is. */
export function status(settings: Settings): Promise<ServiceStatus[]> {
  if (settings.mode === 'embedded') return embeddedStatus(settings, readInstanceFile(settings.home));
  return askAll(settings);
}

/**
 * For tests: sends a signal to one of this instance's own processes and waits until it is gone (SIGKILL, SIGTERM).
 * @throws ServiceError when that service does not run here
 */
export async function kill(settings: Settings, service: ServiceName, signal: NodeJS.Signals): Promise<void> {
  if (!(await signalProcess(settings.home, service, signal))) {
    throw new ServiceError(`There is no ${service} process of ${settings.home} to send ${signal} to.`);
  }
}
