/** `npm run demo`: the whole pipeline in one terminal, on live Kafka and Flink. */
import { announceProgram, claimOf, readSettings } from '@workbook/services';
import { runDemo } from '../program/demo-run.js';
import { listenToInterrupts } from '../program/interrupt.js';
import { readOptions } from '../program/options.js';
import { runProgram } from '../program/program.js';
import { openScreen } from '../program/screen.js';
import { readyServices } from '../program/services.js';
import { TransactionDemo } from './demo-parts.js';
import { JOB_NAME } from './job.js';
import { renderLine, renderTable } from './table.js';
import { TRAFFIC_OPTIONS } from './traffic-options.js';

await runProgram(async () => {
  const options = readOptions({
    command: 'npm run demo',
    description: 'Sends purchases to Kafka, processes them in Flink, shows the results live, and closes the books.',
    options: [
      { name: 'seconds', description: 'how long purchases are sent', default: 60, min: 1, max: 86_400 },
      ...TRAFFIC_OPTIONS,
    ],
  });
  const settings = readSettings();
  await announceProgram(settings.home, 'npm run demo', claimOf(JOB_NAME));
  const screen = openScreen({ table: renderTable, line: renderLine });
  const interrupts = listenToInterrupts();
  await readyServices(settings, screen.say, interrupts.finish);
  const context = { settings, options, screen, interrupts };
  const reconciled = await runDemo('transactions', context, (kafka) => new TransactionDemo(context, kafka));
  return reconciled ? 0 : 1;
});
