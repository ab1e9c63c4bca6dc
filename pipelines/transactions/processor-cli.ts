/** `npm run transactions:processor`: runs the Flink job until Ctrl-C, which stops it in good order. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { runProcessor } from '../program/processor-run.js';
import { START_OPTIONS } from '../program/processor-start.js';
import { runProgram } from '../program/program.js';
import { GROUP_ID, JOB_NAME } from './job.js';
import { transactionProcessor } from './processor.js';
import { TOPICS } from './topics.js';

const COMMAND = 'npm run transactions:processor';

await runProgram(async () => {
  const { from } = readOptions({
    command: COMMAND,
    description: `Runs the Flink job on the topic ${TOPICS.transactions}, from where it stopped last time.`,
    options: START_OPTIONS,
  });
  const settings = readSettings();
  const bootstrapServers = settings.kafka.bootstrapServers.join(',');
  await runProcessor({
    settings,
    command: COMMAND,
    from,
    jobName: JOB_NAME,
    topics: [TOPICS.transactions],
    groupId: GROUP_ID,
    open: (startingOffsets, guard, say) => ({
      job: transactionProcessor(new FlinkClient(settings.flink.url), { bootstrapServers, startingOffsets }, say, guard),
    }),
    running: 'Ctrl-C stops it in good order.',
  });
  return 0;
});
