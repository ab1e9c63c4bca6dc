/** When an embedded service is ready for work: it says so itself, and says that it is ours. */

import { counted } from '@workbook/terminal';
import { askJobManager, askKafka, askTaskManagers } from './ask.js';
import { TASK_SLOTS } from './flink-cluster.js';
import type { InstanceFile } from './instance-file.js';
import { readRecord } from './processes.js';
import type { ServiceName, Settings } from './settings.js';

/** What the service answers, in a few words, once it is ready for work and is ours; undefined until then. */
export async function askReady(
  settings: Settings,
  instance: InstanceFile,
  service: ServiceName,
): Promise<string | undefined> {
  if (service === 'kafka') {
    const kafka = await askKafka(settings);
    return kafka?.clusterId === instance.kafkaClusterId ? '1 broker' : undefined;
  }
  if (service === 'jobmanager') {
    const jobManager = await askJobManager(settings);
    if (jobManager?.instance !== instance.id) return undefined;
    return `Flink ${jobManager.version}, ${counted(jobManager.runningJobs, 'running job')}`;
  }
  const { registeredAs, replaces } = readRecord(settings.home, 'taskmanager') ?? {};
  const taskManagers = await askTaskManagers(settings);
  const own = taskManagers?.find((taskManager) => taskManager.id === registeredAs);
  // Flink gives a job slots of a dead TaskManager, too, until it has noticed its death.
  const isDeadListed = replaces !== undefined && taskManagers?.some(({ id }) => id === replaces);
  return own && own.slots >= TASK_SLOTS && !isDeadListed ? `${own.slots} task slots` : undefined;
}
