/** The services as one thing, whatever mode they run in. */
import { embeddedDown, embeddedStatus, embeddedUp } from './embedded.js';
import { ServiceError } from './failures.js';
import { readInstanceFile } from './instance-file.js';
import { signalProcess } from './processes.js';
import type { ServiceName, Settings } from './settings.js';
import type { ServiceStatus, UpOptions } from './status.js';

/**
 * Starts Kafka, the JobManager and the TaskManager, as far as they do not run, and returns when all are ready.
 * @throws ServiceError with a sentence for the learner and, where a service crashed, the end of its log
 */
export async function up(settings: Settings, options: UpOptions = {}): Promise<void> {
  await embeddedUp(settings, options);
}

/** Stops the services in good order. Kafka's data and Flink's checkpoints stay. */
export async function down(settings: Settings, options: Pick<UpOptions, 'onWait'> = {}): Promise<void> {
  await embeddedDown(settings, options);
}

/** Asks each service how it is. */
export async function status(settings: Settings): Promise<ServiceStatus[]> {
  return embeddedStatus(settings, readInstanceFile(settings.home));
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
