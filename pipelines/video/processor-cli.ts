/** `npm run video:processor`: runs the analysis service and the Flink job until Ctrl-C, which stops both in good order. */
import { FlinkClient } from '@workbook/flink';
import { createTopics, readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { runProcessor } from '../program/processor-run.js';
import { runProgram } from '../program/program.js';
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
  await createTopics(settings);
  const args = { bootstrapServers: settings.kafka.bootstrapServers.join(','), minHeight: height };
  await runProcessor(
    settings,
    'npm run video:processor',
    JOB_NAME,
    (guard, say) => videoProcessor(new FlinkClient(settings.flink.url), args, say, guard),
    `Frames higher than ${height} pixels are analysed here, with sharp. Ctrl-C stops both in good order.`,
  );
  return 0;
});
