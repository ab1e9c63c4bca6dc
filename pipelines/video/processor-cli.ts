/** `npm run video:processor`: runs the analysis service and the Flink job until Ctrl-C, which stops both in good order. */
import { FlinkClient } from '@workbook/flink';
import { createTopics, readSettings } from '@workbook/services';
import { listenToInterrupts } from '../program/interrupt.js';
import { readOptions } from '../program/options.js';
import { watchServices } from '../program/outages.js';
import { runProgram } from '../program/program.js';
import { deleteSavepoint, SavepointNote } from '../program/savepoint.js';
import { JOB_NAME, MIN_HEIGHT } from './job.js';
import { videoProcessor } from './processor.js';
import { VIDEO_TOPICS } from './topics.js';

await runProgram(async () => {
  const { height } = readOptions({
    command: 'npm run video:processor',
    description: `Runs the Flink job on the topics ${VIDEO_TOPICS.frames} and ${VIDEO_TOPICS.binaryFrames}, from where it stopped last time, and the analysis that it asks.`,
    options: [
      {
        name: 'height',
        description: 'frames must be higher than this',
        default: MIN_HEIGHT,
        min: 0,
        max: 10_000,
        whole: true,
      },
    ],
  });
  const settings = readSettings();
  const interrupts = listenToInterrupts();
  const say = (sentence: string) => console.log(sentence);
  await createTopics(settings);
  const bootstrapServers = settings.kafka.bootstrapServers.join(',');
  const args = { bootstrapServers, minHeight: height };
  await using processor = await videoProcessor(new FlinkClient(settings.flink.url), args, say);
  interrupts.leave.addEventListener('abort', () => void processor.job.cancel());

  const note = new SavepointNote(settings.home, JOB_NAME);
  const savepoint = note.read();
  await processor.job.start(interrupts.leave, savepoint);
  // From here on the job is ahead of it. Flink itself may still need it, until the job's first checkpoint.
  note.forget();
  say(`The job runs: ${processor.job.dashboardUrl}`);
  say(`Frames higher than ${height} pixels are analysed here, with sharp. Ctrl-C stops both in good order.`);
  await Promise.all([processor.job.watch(interrupts.finish), watchServices(settings, say, interrupts.finish)]);

  say('Stopping: what open windows hold goes into a savepoint …');
  note.write(await processor.job.stop());
  if (savepoint) await deleteSavepoint(savepoint);
  say('The job has stopped. The next one goes on where it ended.');
  return 0;
});
