/** `npm run transactions:processor`: runs the Flink job until Ctrl-C, which stops it in good order. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { runProcessor } from '../program/processor-run.js';
import { runProgram } from '../program/program.js';
import { JOB_NAME } from './job.js';
import { transactionProcessor } from './processor.js';

await runProgram(async () => {
  readOptions({
    command: 'npm run transactions:processor',
    description: 'Runs the Flink job on the topic transactions, from where it stopped last time.',
    options: [],
  });
  const settings = readSettings();
  const args = { bootstrapServers: settings.kafka.bootstrapServers.join(',') };
  await runProcessor(
    settings,
    'npm run transactions:processor',
    JOB_NAME,
    (guard, say) => ({ job: transactionProcessor(new FlinkClient(settings.flink.url), args, say, guard) }),
    'Ctrl-C stops it in good order.',
  );
  return 0;
});
