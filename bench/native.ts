/** The demo's job in TypeScript and in Java: node --import tsx bench/native.ts [--records 250000] [--runs 5] */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlinkClient } from '@workbook/flink';
import { OUTPUT_TOPICS, TOPICS } from '../pipelines/transactions/topics.js';
import type { Figure } from './figures.js';
import { measure, ownServices } from './measure.js';
import { type Contender, clusterOf, ratioFigures, reuse, takeTurns } from './native/comparison.js';
import { fillTransactions } from './native/input.js';
import { JavaJobs } from './native/java-jobs.js';
import { RECORDS } from './native/options.js';

const INPUT = { topic: TOPICS.transactions, records: RECORDS };
const MALFORMED = 0.01;
const JOB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'native', 'jobs', 'demo.ts');

await measure("The demo's job in TypeScript and in Java", async (scope) => {
  const cluster = clusterOf(await ownServices(scope));
  await fillTransactions(cluster, INPUT, MALFORMED);
  const jobs = await JavaJobs.build(cluster.settings, scope.folder);
  const client = new FlinkClient(cluster.settings.flink.url, { mapsDirectory: path.join(scope.folder, 'maps') });
  const java: Contender = {
    language: 'Java',
    input: INPUT,
    submit: ({ bootstrapServers, groupId, checkpointIntervalMs, objectReuse }) =>
      jobs.submit('TransactionsJob', [bootstrapServers, groupId, checkpointIntervalMs, objectReuse]),
  };
  const typeScript: Contender = {
    language: 'TypeScript',
    input: INPUT,
    submit: (args) => client.submit(JOB, { args: { ...args }, typeCheck: false }),
  };
  const figures: Figure[] = [];
  for (const objectReuse of [false, true]) {
    const [its, ours] = await takeTurns(cluster, OUTPUT_TOPICS, objectReuse, [java, typeScript]);
    figures.push(...ratioFigures(`the demo's job vs the same in Java, ${reuse(objectReuse)}`, 0.3, ours, its));
  }
  return figures;
});
