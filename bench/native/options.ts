/** The command line of the comparisons: `--records 250000 --runs 5`. */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { records: { type: 'string', default: '250000' }, runs: { type: 'string', default: '5' } },
});

/** How many transactions the jobs read. */
export const RECORDS = Number(values.records);
/** How many runs of each count. */
export const RUNS = Number(values.runs);
