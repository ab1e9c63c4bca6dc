/**
 * The demo's job in TypeScript and in Java, on the same cluster, over the same records, from Kafka to Kafka:
 * node --import tsx bench/native.ts [--records 400000]
 *
 * A run's time is from the first record that the broker took from the job to the last: deployment and the wait for the
 * last checkpoint are left out. The runs alternate, and each must write the same records to all topics. The TaskManager's
 * processor time for a whole run tells the same story on a machine that has other things to do.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FlinkClient, type JobHandle } from '@workbook/flink';
import { createTopics, type Settings } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import { OUTPUT_TOPICS, TOPICS } from '../pipelines/transactions/topics.js';
import { type Figure, median, seconds } from './figures.js';
import { measure, ownServices } from './measure.js';
import { fillTransactions } from './native/input.js';
import { JavaJob, type JavaJobArgs } from './native/java-job.js';
import { type Outputs, readOutputs, requireSameOutputs } from './native/outputs.js';
import { processorSeconds } from './processes.js';

const { values } = parseArgs({ options: { records: { type: 'string', default: '400000' } } });
const RECORDS = Number(values.records);
const WARM_UPS = 2;
const RUNS = 5;
const CHECKPOINT_INTERVAL_MS = 2_000;
const JOB_DEADLINE_MS = 300_000;
const PARTITIONS = 2;

const JOB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'native', 'bounded-job.ts');

await measure("The demo's job in TypeScript and in Java", async (scope) => {
  const settings = await ownServices(scope);
  const kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  await createTopics(settings, [{ name: TOPICS.transactions, partitions: PARTITIONS }]);
  await fillTransactions(kafka, RECORDS);
  console.log(`${RECORDS} transactions are in Kafka`);

  const java = await JavaJob.build(settings, scope.folder);
  const client = new FlinkClient(settings.flink.url, { mapsDirectory: path.join(scope.folder, 'maps') });
  const languages = {
    TypeScript: (args: JavaJobArgs) => client.submit(JOB, { args: { ...args }, typeCheck: false }),
    Java: (args: JavaJobArgs) => java.submit(args),
  };
  return [
    ...(await compare(languages, false, { settings, kafka })),
    ...(await compare(languages, true, { settings, kafka })),
  ];
});

type Languages = Record<'TypeScript' | 'Java', (args: JavaJobArgs) => Promise<JobHandle>>;

async function compare(languages: Languages, objectReuse: boolean, cluster: Cluster): Promise<Figure[]> {
  const setting = `object reuse ${objectReuse ? 'on' : 'off'}`;
  const runs = { TypeScript: [] as Run[], Java: [] as Run[] };
  let expected: Outputs | undefined;
  for (let number = 1 - WARM_UPS; number <= RUNS; number++) {
    for (const language of ['Java', 'TypeScript'] as const) {
      const run = await runOnce(languages[language], `${language}-${objectReuse}-${number}`, objectReuse, cluster);
      expected ??= run.outputs;
      requireSameOutputs(expected, run.outputs, `The job in ${language}`);
      if (number > 0) runs[language].push(run);
      console.log(`${setting}, ${number > 0 ? `run ${number}` : 'warm-up'}, ${language}: ${describe(run)}`);
    }
  }
  return [
    ratioFigure(`the demo's job vs the same in Java, ${setting}`, 0.3, runs, ({ outputs }) => outputs.spanMs / 1000),
    ratioFigure(`the same by processor time, ${setting}`, undefined, runs, ({ processorS }) => processorS),
  ];
}

/** Compares throughputs: how much of Java's the job in TypeScript reaches. */
function ratioFigure(
  what: string,
  limit: number | undefined,
  runs: Record<keyof Languages, Run[]>,
  secondsOf: (run: Run) => number,
): Figure {
  const rate = (language: keyof Languages) => RECORDS / median(runs[language].map(secondsOf));
  const ratio = rate('TypeScript') / rate('Java');
  return {
    what,
    target: limit === undefined ? '' : `≥ ${limit}`,
    measured: `${ratio.toFixed(2)} (${perSecond(rate('TypeScript'))} vs ${perSecond(rate('Java'))}, medians of ${RUNS})`,
    reached: limit === undefined ? undefined : ratio >= limit,
  };
}

function describe({ outputs, processorS }: Run): string {
  const records = [...outputs.topics.values()].reduce((sum, topic) => sum + topic.records, 0);
  const rate = RECORDS / (outputs.spanMs / 1000);
  return `${seconds(outputs.spanMs)}, ${perSecond(rate)}, ${processorS.toFixed(1)} s of processor time, ${records} records out`;
}

function perSecond(rate: number): string {
  return `${(rate / 1000).toFixed(1)} k/s`;
}

interface Run {
  outputs: Outputs;
  /** The TaskManager's, in seconds, from submission to the end; NaN where that can't be read. */
  processorS: number;
}

interface Cluster {
  settings: Settings;
  kafka: Kafka;
}

/** Runs a job over all transactions, into empty topics. */
async function runOnce(
  submit: (args: JavaJobArgs) => Promise<JobHandle>,
  groupId: string,
  objectReuse: boolean,
  { settings, kafka }: Cluster,
): Promise<Run> {
  const bootstrapServers = settings.kafka.bootstrapServers.join(',');
  // The broker's own time on each record tells when it was written.
  const config = { 'message.timestamp.type': 'LogAppendTime' };
  await createTopics(
    settings,
    OUTPUT_TOPICS.map((name) => ({ name, partitions: PARTITIONS, config })),
  );
  const before = await processorSeconds(settings, 'taskmanager');
  const job = await submit({ bootstrapServers, groupId, checkpointIntervalMs: CHECKPOINT_INTERVAL_MS, objectReuse });
  await job.waitFor('FINISHED', { timeoutMs: JOB_DEADLINE_MS });
  const after = await processorSeconds(settings, 'taskmanager');
  const outputs = await readOutputs(kafka, `reads-${groupId}`);
  await deleteTopics(kafka, [...OUTPUT_TOPICS]);
  return { outputs, processorS: (after ?? Number.NaN) - (before ?? Number.NaN) };
}

async function deleteTopics(kafka: Kafka, topics: string[]): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics });
    while ((await admin.listTopics()).some((topic) => topics.includes(topic)));
  } finally {
    await admin.disconnect();
  }
}
