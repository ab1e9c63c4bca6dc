/** `npm run transactions:consumer`: shows what the Flink job writes, live, until Ctrl-C. */
import { readSettings } from '@workbook/services';
import { abortAfter, listenToInterrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { readOptions } from '../program/options.js';
import { watchServices } from '../program/outages.js';
import { runProgram } from '../program/program.js';
import { Rates } from '../program/rate.js';
import { followResults } from '../program/result-consumer.js';
import { openScreen, SHOW_EVERY_MS } from '../program/screen.js';
import { clock } from '../program/text.js';
import { renderLine, renderTable, totals } from './table.js';
import { ResultTally } from './tally.js';
import { OUTPUT_TOPICS } from './topics.js';

await runProgram(async () => {
  const options = readOptions({
    command: 'npm run transactions:consumer',
    description: "Shows the results of the Flink job, from now on or from the topics' beginning.",
    options: [
      { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
      { name: 'beginning', description: '1 to count what is there already', default: 0, min: 0, max: 1, whole: true },
    ],
  });
  const settings = readSettings();
  const interrupts = listenToInterrupts();
  const kafka = kafkaClient(settings.kafka.bootstrapServers, 'transactions-consumer');
  const results = new ResultTally();
  const consumer = await followResults(kafka, {
    name: 'transactions-consumer',
    topics: OUTPUT_TOPICS,
    beginning: options.beginning === 1,
    onResult: ({ topic, text }) => results.add(topic, text),
  });

  const screen = openScreen({ table: renderTable, line: renderLine });
  const rates = new Rates();
  const began = Date.now();
  const showing = setInterval(() => {
    const heading = `Results of the Flink job · ${clock(Date.now() - began)} · Ctrl-C ends this`;
    screen.show({ heading, results, rates: rates.sample(totals({ results })) });
  }, SHOW_EVERY_MS);
  const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
  const end = AbortSignal.any([interrupts.finish, ...ends]);
  try {
    await consumer.start();
    await watchServices(settings, screen.say, end);
  } finally {
    clearInterval(showing);
    screen.end();
    await consumer.stop();
  }
  return 0;
});
