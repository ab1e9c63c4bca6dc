/** `npm run transactions:processor`: runs the Flink job until Ctrl-C, which stops it in good order. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { listenToInterrupts } from '../program/interrupt.js';
import { readOptions } from '../program/options.js';
import { watchServices } from '../program/outages.js';
import { runProgram } from '../program/program.js';
import { deleteSavepoint, SavepointNote } from '../program/savepoint.js';
import { JOB_NAME } from './job.js';
import { transactionProcessor } from './processor.js';

await runProgram(async () => {
  readOptions({
    command: 'npm run transactions:processor',
    description: 'Runs the Flink job on the topic transactions, from where it stopped last time.',
    options: [],
  });
  const settings = readSettings();
  const interrupts = listenToInterrupts();
  const say = (sentence: string) => console.log(sentence);
  const processor = transactionProcessor(
    new FlinkClient(settings.flink.url),
    { bootstrapServers: settings.kafka.bootstrapServers.join(',') },
    say,
  );
  interrupts.leave.addEventListener('abort', () => void processor.cancel());

  const note = new SavepointNote(settings.home, JOB_NAME);
  const savepoint = note.read();
  await processor.start(interrupts.leave, savepoint);
  // From here on the job is ahead of it. Flink itself may still need it, until the job's first checkpoint.
  note.forget();
  say(`The job runs: ${processor.dashboardUrl}`);
  say('Ctrl-C stops it in good order.');
  await Promise.all([processor.watch(interrupts.finish), watchServices(settings, say, interrupts.finish)]);

  say('Stopping: what open windows hold goes into a savepoint …');
  note.write(await processor.stop());
  if (savepoint) await deleteSavepoint(savepoint);
  say('The job has stopped. The next one goes on where it ended.');
  return 0;
});
