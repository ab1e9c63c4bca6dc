/** A processor: runs one job until Ctrl-C, and goes on the next time where it was stopped. */
import type { JobArgs } from '@workbook/flink';
import { announceProgram, claimOf, type Settings } from '@workbook/services';
import { listenToInterrupts } from './interrupt.js';
import { JobGuard } from './job-guard.js';
import type { OpenedJob } from './job-keeper.js';
import { watchServices } from './outages.js';
import { deleteSavepoint, SavepointNote } from './savepoint.js';

/**
 * Ctrl-C stops the job with a savepoint, and so does the guard when this program is killed.
 *
 * @param command what its user typed
 * @param jobName the name under which Flink lists the job
 * @param open prepares the job, and what it asks
 * @param running said when the job runs
 */
export async function runProcessor<Args extends JobArgs>(
  settings: Settings,
  command: string,
  jobName: string,
  open: (guard: JobGuard, say: (sentence: string) => void) => OpenedJob<Args> | Promise<OpenedJob<Args>>,
  running: string,
): Promise<void> {
  const interrupts = listenToInterrupts();
  await announceProgram(settings.home, command, claimOf(jobName));
  const say = (sentence: string) => console.log(sentence);
  const note = new SavepointNote(settings.home, jobName);
  const previous = note.read();
  const guard = new JobGuard({
    flinkUrl: settings.flink.url,
    bootstrapServers: settings.kafka.bootstrapServers,
    savepoint: { home: settings.home, job: jobName, previous },
  });
  const { job, close } = await open(guard, say);
  interrupts.leave.addEventListener('abort', () => void job.cancel());
  const over = new AbortController();
  // From now on: a job that waits for a TaskManager says only that it waits.
  const outages = watchServices(settings, say, over.signal);
  outages.catch(() => {});
  try {
    await job.start(interrupts.leave, previous);
    // From here on the job is ahead of it. Flink itself may still need it, until the job's first checkpoint.
    note.forget();
    say(`The job runs: ${job.dashboardUrl}`);
    say(running);
    await Promise.race([job.watch(interrupts.finish), outages]);

    say('Stopping: what open windows hold goes into a savepoint …');
    note.write(await job.stop());
    if (previous) await deleteSavepoint(previous);
    say('The job has stopped. The next one goes on where it ended.');
  } finally {
    over.abort();
    await close?.();
  }
}
