/** `npm run transactions:consumer`: shows what the Flink job writes, live, until Ctrl-C. */
import { readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { runProgram } from '../program/program.js';
import { Rates } from '../program/rate.js';
import { SHOWING_OPTIONS, showResults } from '../program/show-results.js';
import { renderLine, renderTable, totals, type View } from './table.js';
import { ResultTally } from './tally.js';
import { OUTPUT_TOPICS } from './topics.js';

await runProgram(async () => {
  const options = readOptions({
    command: 'npm run transactions:consumer',
    description: "Shows the results of the Flink job, from now on or from the topics' beginning.",
    options: SHOWING_OPTIONS,
  });
  const results = new ResultTally();
  const rates = new Rates();
  await showResults<View>({
    settings: readSettings(),
    options,
    name: 'transactions-consumer',
    topics: OUTPUT_TOPICS,
    onResult: ({ topic, text }) => results.add(topic, text),
    rendering: { table: renderTable, line: renderLine },
    view: (time) => ({
      heading: `Results of the Flink job · ${time} · Ctrl-C ends this`,
      results,
      rates: rates.sample(totals({ results })),
    }),
  });
  return 0;
});
