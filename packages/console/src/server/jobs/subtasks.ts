/** How busy the subtasks of a task are and how far their event time is, from Flink's metrics: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/metrics/ */
import type { Subtask } from '../../api/jobs.js';
import type { FlinkConnection } from '../flink.js';

interface Metric {
  id: string;
  value: string;
}

/** What a source says of the event time of what it reads. */
export interface SourceTime {
  /** The newest event time of its subtasks. */
  eventTime?: number;
}

const SHARES = {
  busyTimeMsPerSecond: 'busy',
  backPressuredTimeMsPerSecond: 'backPressured',
  idleTimeMsPerSecond: 'idle',
} as const;
const INPUT_WATERMARK = 'currentInputWatermark';
/** Of a source; others have an input watermark. */
const OUTPUT_WATERMARK = 'currentOutputWatermark';
const EMIT_LAG = 'currentEmitEventTimeLag';
const SOURCE_IDLE = 'sourceIdleTime';
/** A request's line may be 4096 characters long; those that do not fit are asked for with further ones. */
const MAX_QUERY = 3_000;

/** Flink's watermark before the first one. */
const NO_WATERMARK = -(2 ** 63);
/** What Flink says of a lag before there was a record. */
const NO_LAG = -1;
/** Subtasks beyond this number are not asked for. */
const MAX_SUBTASKS = 32;

export async function readSubtasks(
  flink: FlinkConnection,
  vertexPath: string,
  task: { parallelism: number; isSource: boolean },
  now: () => number = Date.now,
): Promise<{ subtasks: Subtask[]; eventTime?: number }> {
  const parallelism = Math.min(task.parallelism, MAX_SUBTASKS);
  const own = [...Object.keys(SHARES), INPUT_WATERMARK];
  const ids = Array.from({ length: parallelism }, (_, subtask) => own.map((name) => `${subtask}.${name}`)).flat();
  if (task.isSource)
    ids.push(...sourceMetrics(await flink.get<{ id: string }[]>(`${vertexPath}/metrics`), parallelism));
  const values = new Map<string, number>();
  for (const query of queries(ids)) {
    const answer = await flink.get<Metric[]>(`${vertexPath}/metrics?get=${query}`);
    for (const { id, value } of answer) values.set(id, Number(value));
  }
  return subtasksFrom(values, parallelism, now());
}

/** The metrics of a task's source operator, which Flink spells `0.Source__payments.currentOutputWatermark`. */
export function sourceMetrics(all: readonly { id: string }[], parallelism: number): string[] {
  const wanted = [OUTPUT_WATERMARK, EMIT_LAG, SOURCE_IDLE];
  return all.flatMap(({ id }) => {
    const [subtask = '', operator = '', metric = '', ...more] = id.split('.');
    const fits = operator.startsWith('Source__') && wanted.includes(metric) && more.length === 0;
    return fits && Number(subtask) < parallelism ? [id] : [];
  });
}

export function subtasksFrom(
  values: ReadonlyMap<string, number>,
  parallelism: number,
  now: number,
): { subtasks: Subtask[]; eventTime?: number } {
  const eventTimes: number[] = [];
  const subtasks = Array.from({ length: parallelism }, (_, number): Subtask => {
    const subtask: Subtask = {};
    for (const [metric, share] of Object.entries(SHARES)) {
      const perSecond = values.get(`${number}.${metric}`);
      if (perSecond !== undefined && Number.isFinite(perSecond)) subtask[share] = Math.min(1, perSecond / 1000);
    }
    const of = (metric: string) =>
      [...values].find(([id]) => id.startsWith(`${number}.Source__`) && id.endsWith(`.${metric}`))?.[1];
    const watermark = values.get(`${number}.${INPUT_WATERMARK}`) ?? of(OUTPUT_WATERMARK);
    if (watermark !== undefined && watermark > NO_WATERMARK) subtask.watermark = watermark;
    // Flink says how old the last record was when it was sent on; a source without records counts as idle from then on.
    const lag = of(EMIT_LAG);
    if (lag !== undefined && lag !== NO_LAG && Number.isFinite(lag) && Math.abs(lag) < now)
      eventTimes.push(now - (of(SOURCE_IDLE) ?? 0) - lag);
    return subtask;
  });
  return { subtasks, eventTime: eventTimes.length > 0 ? Math.max(...eventTimes) : undefined };
}

function queries(ids: readonly string[]): string[] {
  const texts: string[] = [];
  for (const id of ids.map(encodeURIComponent)) {
    const last = texts.at(-1);
    if (last === undefined || last.length + id.length > MAX_QUERY) texts.push(id);
    else texts[texts.length - 1] = `${last},${id}`;
  }
  return texts;
}
