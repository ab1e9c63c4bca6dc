/** `npm run transactions:processor`: runs the Flink job until Ctrl-C, which stops it in good order. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { listenToInterrupts } from './interrupt.js';
import { readOptions } from './options.js';
import { watchServices } from './outages.js';
import { TransactionProcessor } from './processor.js';
import { runProgram } from './program.js';

await runProgram(async () => {
  readOptions({
    command: 'npm run transactions:processor',
    description: 'Runs the Flink job on the topic transactions, from where it stopped last time.',
    options: [],
  });
  const settings = readSettings();
  const interrupts = listenToInterrupts();
  const say = (sentence: string) => console.log(sentence);
  const processor = new TransactionProcessor(
    new FlinkClient(settings.flink.url),
    { bootstrapServers: settings.kafka.bootstrapServers.join(',') },
    say,
  );
  interrupts.leave.addEventListener('abort', () => void processor.cancel());

  await processor.start(interrupts.leave);
  say(`The job runs: ${processor.dashboardUrl}`);
  say('Ctrl-C stops it in good order.');
  await Promise.all([processor.watch(interrupts.finish), watchServices(settings, say, interrupts.finish)]);

  say('Stopping: open windows fire, results are committed …');
  await processor.stop();
  say('The job has stopped. The next one goes on where it ended.');
  return 0;
});
