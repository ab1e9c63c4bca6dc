/** Services that are not our own processes (containers, a learner's own cluster): they can only be asked. */

import { counted } from '@workbook/terminal';
import { askJobManager, askKafka, askTaskManagers } from './ask.js';
import type { Settings } from './settings.js';
import type { ServiceStatus } from './status.js';

/** How the services at the settings' addresses are, by their own answers alone. */
export async function askAll(settings: Settings): Promise<ServiceStatus[]> {
  const [kafka, jobManager, taskManagers] = await Promise.all([
    askKafka(settings),
    askJobManager(settings),
    askTaskManagers(settings),
  ]);
  const slots = (taskManagers ?? []).reduce((sum, taskManager) => sum + taskManager.slots, 0);
  const noAnswer = { state: 'unready', detail: 'does not answer', logLines: [] } as const;
  return [
    {
      service: 'kafka',
      address: settings.kafka.bootstrapServers.join(','),
      ...(kafka ? { state: 'running', detail: counted(kafka.brokers, 'broker'), logLines: [] } : noAnswer),
    },
    {
      service: 'jobmanager',
      address: settings.flink.url,
      ...(jobManager
        ? {
            state: 'running',
            detail: `Flink ${jobManager.version}, ${counted(jobManager.runningJobs, 'running job')}`,
            logLines: [],
          }
        : noAnswer),
    },
    {
      service: 'taskmanager',
      address: '',
      ...(slots > 0
        ? {
            state: 'running',
            detail: `${counted(taskManagers?.length ?? 0, 'TaskManager')}, ${counted(slots, 'task slot')}`,
            logLines: [],
          }
        : { ...noAnswer, detail: 'none is registered with the JobManager' }),
    },
  ];
}
