/**
 * One job in several languages, on one cluster, from Kafka to Kafka.
 *
 * A run's time is from the first record that the broker took from the job to the last: deployment and the wait for the
 * last checkpoint are left out. The runs alternate, and over the same input each must write the same records. The
 * TaskManager's processor time for a whole run tells the same story on a machine that has other things to do.
 */
import type { JobHandle } from '@workbook/flink';
import { createTopics, type Settings } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import { type Figure, median, seconds } from '../figures.js';
import { processorSeconds } from '../processes.js';
import type { Input } from './input.js';
import { RUNS } from './options.js';
import { type Outputs, readOutputs, requireSameOutputs } from './outputs.js';

/** How often the jobs take checkpoints, in ms. */
export const CHECKPOINT_INTERVAL_MS = 2_000;

const WARM_UPS = 2;
const JOB_DEADLINE_MS = 300_000;
const PARTITIONS = 2;

export interface Cluster {
  settings: Settings;
  kafka: Kafka;
}

/** What a run of a job must know that the job doesn't. */
export interface RunArgs {
  bootstrapServers: string;
  /** Of this run alone. */
  groupId: string;
  input: string;
  checkpointIntervalMs: number;
  objectReuse: boolean;
}

export interface Contender {
  language: string;
  /** Slower languages may have less to do. */
  input: Input;
  submit(args: RunArgs): Promise<JobHandle>;
}

export interface Run {
  outputs: Outputs;
  /** The TaskManager's, in seconds, from submission to the end; NaN where that can't be read. */
  processorS: number;
}

/** The runs of one contender that count. */
export interface Result extends Contender {
  runs: Run[];
}

export function clusterOf(settings: Settings): Cluster {
  return { settings, kafka: new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }) };
}

/** Lets the contenders take turns: two rounds to warm up, then those that count. */
export async function takeTurns<const Contenders extends readonly Contender[]>(
  cluster: Cluster,
  outputTopics: readonly string[],
  objectReuse: boolean,
  contenders: Contenders,
): Promise<{ [Index in keyof Contenders]: Result }> {
  const results = contenders.map((contender): Result => ({ ...contender, runs: [] }));
  const expected = new Map<string, Outputs>();
  for (let round = 1 - WARM_UPS; round <= RUNS; round++) {
    for (const result of results) {
      const { language, input, runs } = result;
      const groupId = `${language}-${objectReuse}-${round}`;
      const run = await runOnce(cluster, outputTopics, result, { groupId, objectReuse });
      requireSameOutputs(expected.get(input.topic) ?? run.outputs, run.outputs, `The job in ${language}`);
      expected.set(input.topic, run.outputs);
      if (round > 0) runs.push(run);
      const title = round > 0 ? `run ${round}` : 'warm-up';
      console.log(`${reuse(objectReuse)}, ${title}, ${language}: ${describe(run, input.records)}`);
    }
  }
  return results as { [Index in keyof Contenders]: Result };
}

/** Runs a job over all of its input, into empty topics. */
export async function runOnce(
  { settings, kafka }: Cluster,
  outputTopics: readonly string[],
  contender: Contender,
  { groupId, objectReuse }: Pick<RunArgs, 'groupId' | 'objectReuse'>,
): Promise<Run> {
  // The broker's own time on each record tells when it was written.
  const config = { 'message.timestamp.type': 'LogAppendTime' };
  await createTopics(
    settings,
    outputTopics.map((name) => ({ name, partitions: PARTITIONS, config })),
  );
  const before = await processorSeconds(settings, 'taskmanager');
  const job = await contender.submit({
    bootstrapServers: settings.kafka.bootstrapServers.join(','),
    groupId,
    input: contender.input.topic,
    checkpointIntervalMs: CHECKPOINT_INTERVAL_MS,
    objectReuse,
  });
  await job.waitFor('FINISHED', { timeoutMs: JOB_DEADLINE_MS });
  const after = await processorSeconds(settings, 'taskmanager');
  const outputs = await readOutputs(kafka, outputTopics, `reads-${groupId}`);
  await deleteTopics(kafka, [...outputTopics]);
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

/** How much of the other's throughput the first reaches, by the clock and by processor time. */
export function ratioFigures(what: string, least: number, ours: Result, other: Result): Figure[] {
  return [
    ratioFigure(what, least, ours, other, ({ outputs }) => outputs.spanMs / 1000),
    ratioFigure(`${what}, by processor time`, undefined, ours, other, ({ processorS }) => processorS),
  ];
}

function ratioFigure(
  what: string,
  least: number | undefined,
  ours: Result,
  other: Result,
  secondsOf: (run: Run) => number,
): Figure {
  const rates = ({ runs, input }: Result) => runs.map((run) => input.records / secondsOf(run));
  const [our, its] = [rates(ours), rates(other)];
  const ratio = median(our) / median(its);
  // Of the runs that took turns.
  const pairs = our.map((rate, index) => rate / (its[index] ?? Number.NaN));
  return {
    what,
    target: least === undefined ? '' : `≥ ${least}`,
    measured: `${digits(ratio)} (${digits(Math.min(...pairs))} to ${digits(Math.max(...pairs))}; ${perSecond(median(our))} vs ${perSecond(median(its))}, medians of ${our.length})`,
    reached: least === undefined ? undefined : ratio >= least,
  };
}

/** `object reuse off`. */
export function reuse(on: boolean): string {
  return `object reuse ${on ? 'on' : 'off'}`;
}

function describe({ outputs, processorS }: Run, records: number): string {
  const written = [...outputs.topics.values()].reduce((sum, topic) => sum + topic.records, 0);
  const rate = records / (outputs.spanMs / 1000);
  return `${seconds(outputs.spanMs)}, ${perSecond(rate)}, ${processorS.toFixed(1)} s of processor time, ${written} records out`;
}

function digits(ratio: number): string {
  return ratio.toFixed(ratio < 10 ? 2 : 1);
}

function perSecond(rate: number): string {
  return `${(rate / 1000).toFixed(1)} k/s`;
}
