/** `npm run demo:video`: the whole video pipeline in one terminal and on one page, on live Kafka and Flink. */
import { announceProgram, claimOf, readSettings } from '@workbook/services';
import { takeNoOpen } from '../program/browser.js';
import { runDemo } from '../program/demo-run.js';
import { listenToInterrupts } from '../program/interrupt.js';
import { readOptions } from '../program/options.js';
import { runProgram } from '../program/program.js';
import { openScreen } from '../program/screen.js';
import { readyServices } from '../program/services.js';
import { VideoDemo } from './demo-parts.js';
import { JOB_NAME } from './job.js';
import { openGenerated, SCENE_OPTIONS } from './sources/generated.js';
import { renderLine, renderTable } from './table.js';

await runProgram(async () => {
  const { opens, rest } = takeNoOpen(process.argv.slice(2));
  const options = readOptions(
    {
      command: 'npm run demo:video',
      description:
        'Sends generated frames to Kafka, analyses them with Flink, shows them on a page ("no-open" only prints its address), and closes the books.',
      options: [
        { name: 'seconds', description: 'how long frames are sent', default: 60, min: 1, max: 86_400 },
        ...SCENE_OPTIONS,
        {
          name: 'broken',
          description: 'share of frames that are broken on purpose, 0 to 1',
          default: 0.01,
          min: 0,
          max: 1,
        },
      ],
    },
    rest,
  );
  const settings = readSettings();
  await announceProgram(settings.home, 'npm run demo:video', claimOf(JOB_NAME));
  const screen = openScreen({ table: renderTable, line: renderLine });
  const interrupts = listenToInterrupts();
  await readyServices(settings, screen.say, interrupts.finish);
  const { seconds, broken } = options;
  const openSource = (signal: AbortSignal) => openGenerated(options, signal);
  const context = { settings, options: { seconds, broken, opens }, openSource, screen, interrupts };
  const reconciled = await runDemo('video', context, (kafka, id) => new VideoDemo(context, kafka, id));
  return reconciled ? 0 : 1;
});
