/** `npm run video:processor`: runs the analysis service and the Flink job until Ctrl-C, which stops both in good order. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { runProcessor } from '../program/processor-run.js';
import { START_OPTIONS } from '../program/processor-start.js';
import { runProgram } from '../program/program.js';
import { GROUP_ID, JOB_NAME, MIN_HEIGHT } from './job.js';
import { videoProcessor } from './processor.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from './topics.js';

const COMMAND = 'npm run video:processor';

await runProgram(async () => {
  const { height, from } = readOptions({
    command: COMMAND,
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
      ...START_OPTIONS,
    ],
  });
  const settings = readSettings();
  const args = { bootstrapServers: settings.kafka.bootstrapServers.join(','), minHeight: height };
  await runProcessor({
    settings,
    command: COMMAND,
    from,
    jobName: JOB_NAME,
    topics: FRAME_TOPICS,
    groupId: GROUP_ID,
    open: (startingOffsets, guard, say) =>
      videoProcessor(new FlinkClient(settings.flink.url), { ...args, startingOffsets }, say, guard),
    running: `Frames higher than ${height} pixels are analysed here, with sharp. Ctrl-C stops both in good order.`,
  });
  return 0;
});
