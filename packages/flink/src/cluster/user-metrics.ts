/** The metrics that a job's functions registered, told from Flink's own by their names. */
import type { FlinkRest } from './rest.js';

/** One metric that a function registered with `getMetricGroup()`. */
export interface UserMetric {
  /** Over all subtasks. Of a histogram's mean or quantiles only `bySubtask` means something. */
  sum: number;
  /** By the number of the subtask, from 0. */
  bySubtask: number[];
}

/** One request's line may be 4096 characters long. */
const MAX_QUERY_LENGTH = 3000;

/**
 * What an operator that may have side outputs gave to its main output, as the runner counts it (MainOutput.java): Flink's
 * numRecordsOut is what the first operator that is chained to it was given, and that one may read a side output.
 */
export const MAIN_OUTPUT = 'numRecordsOutMain';

/** What Flink, its Kafka connector and the runner register for operators themselves. */
const FLINKS = new Set(
  [
    MAIN_OUTPUT,
    'numRecordsIn numRecordsOut numRecordsSend numBytesIn numBytesOut numBytesSend numRecordsInErrors numRecordsOutErrors',
    'numRecordsSendErrors numRecordsInPerSecond numRecordsOutPerSecond numRecordsSendPerSecond numBytesInPerSecond',
    'numBytesOutPerSecond numBytesSendPerSecond currentInputWatermark currentInput1Watermark currentInput2Watermark',
    'currentOutputWatermark numLateRecordsDropped lateRecordsDroppedRate watermarkLatency watermarkAlignmentDrift',
    'currentFetchEventTimeLag currentEmitEventTimeLag watermarkLag sourceIdleTime pendingRecords pendingBytes currentSendTime',
    'numSplitsProcessed successfulCommittables alreadyCommittedCommittables failedCommittables retriedCommittables',
    'totalCommittables pendingCommittables commitsSucceeded commitsFailed',
  ].flatMap((line) => line.split(' ')),
);
const FLINKS_GROUPS = /^(KafkaSourceReader|KafkaConsumer|KafkaProducer|rocksdb|split)\./;

/** Whether a function of the job registered this metric of an operator. */
export function isUserMetric(name: string): boolean {
  return !FLINKS.has(name) && !FLINKS_GROUPS.test(name);
}

/**
 * Reads metrics of each subtask.
 *
 * @param ids `OPERATOR.METRIC`, as Flink spells them
 */
export async function userMetrics(
  rest: FlinkRest,
  vertexRoute: string,
  parallelism: number,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, UserMetric>> {
  const ofSubtasks = ids.flatMap((id) => Array.from({ length: parallelism }, (_, subtask) => `${subtask}.${id}`));
  const values = new Map<string, number>();
  for (const query of queries(ofSubtasks)) {
    const answer = await rest.get<{ id: string; value: string }[]>(`${vertexRoute}/metrics?get=${query}`, signal);
    for (const { id, value } of answer) values.set(id, Number(value));
  }
  return new Map(
    ids.map((id) => {
      const bySubtask = Array.from({ length: parallelism }, (_, subtask) => values.get(`${subtask}.${id}`) ?? 0);
      return [id, { sum: bySubtask.reduce((sum, value) => sum + value, 0), bySubtask }];
    }),
  );
}

/** The ids with commas between them, in as few texts as fit into requests. */
function queries(ids: readonly string[]): string[] {
  const texts: string[] = [];
  for (const id of ids.map(encodeURIComponent)) {
    const last = texts.at(-1);
    if (last === undefined || last.length + id.length > MAX_QUERY_LENGTH) texts.push(id);
    else texts[texts.length - 1] = `${last},${id}`;
  }
  return texts;
}
