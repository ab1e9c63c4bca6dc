/** How far a job has come: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/metrics/ */
import { operatorsIn } from './chain.js';
import type { VertexStatus } from './job-status.js';
import type { FlinkRest } from './rest.js';
import { isUserMetric, MAIN_OUTPUT, type UserMetric, userMetrics } from './user-metrics.js';

/** Figures of one operator, over all of its parallel instances. Flink refreshes them a few times a second at best. */
export interface OperatorMetrics {
  /** As in the dashboard: the name in the plan, `Source: …` for a source, `…: Writer` and `…: Committer` for a sink. */
  name: string;
  /** The task that it is chained into. */
  vertex: string;
  /** Undefined for a sink's committer: it gets no records, but the word to commit some. */
  recordsIn: number | undefined;
  /** Of its main output; what it gives to a side output stands in the `recordsIn` of who reads that. A sink's writer: to the sink. */
  recordsOut: number | undefined;
  /** The smallest watermark of its instances, in ms since 1970; undefined while there is none. */
  watermark: number | undefined;
  /** Records that came after their window was closed and were dropped: none if they have a side output. */
  lateRecordsDropped: number;
  /** What its functions registered with `getMetricGroup()`, by name: `checked`, or `group.checked`. */
  user: Record<string, UserMetric>;
}

export interface JobMetrics {
  operators: OperatorMetrics[];
  /** The sum over the job's windows. */
  lateRecordsDropped: number;
}

interface Metric {
  id: string;
  sum?: number;
  min?: number;
}

/** What counts an operator's records out, the best first: what a sink's writer sent, and the main output alone. */
const OUT = ['numRecordsSend', MAIN_OUTPUT, 'numRecordsOut'];
const NAMES = ['numRecordsIn', ...OUT, 'numLateRecordsDropped', 'currentOutputWatermark'];
/** What a committer has, and no other operator. */
const COMMITTERS = 'pendingCommittables';
/** Flink's watermark before the first one. */
const NO_WATERMARK = -(2 ** 63);

export async function jobMetrics(
  rest: FlinkRest,
  jobId: string,
  vertices: VertexStatus[],
  signal?: AbortSignal,
): Promise<JobMetrics> {
  const operators = (await Promise.all(vertices.map((vertex) => vertexMetrics(rest, jobId, vertex, signal)))).flat();
  const names = new Map(
    vertices.flatMap(({ name }) =>
      partsOf(name)
        .map((part) => [spelled(part), part] as const)
        .reverse(),
    ),
  );
  for (const operator of operators) operator.name = names.get(operator.name) ?? operator.name;
  return {
    operators,
    lateRecordsDropped: operators.reduce((sum, { lateRecordsDropped }) => sum + lateRecordsDropped, 0),
  };
}

async function vertexMetrics(
  rest: FlinkRest,
  jobId: string,
  vertex: VertexStatus,
  signal?: AbortSignal,
): Promise<OperatorMetrics[]> {
  const route = `/jobs/${jobId}/vertices/${vertex.id}`;
  const all = await rest.get<Metric[]>(`${route}/subtasks/metrics`, signal);
  // OPERATOR.METRIC; a name without an operator is the whole task's.
  const known = new Set(partsOf(vertex.name).map(spelled));
  const ids = all.map(({ id }) => id).filter((id) => known.has(operatorOf(id)));
  const wanted = ids.filter((id) => NAMES.includes(metricOf(id)));
  if (wanted.length === 0) return [];
  const [values, own] = await Promise.all([
    rest.get<Metric[]>(`${route}/subtasks/metrics?get=${wanted.map(encodeURIComponent).join(',')}&agg=sum,min`, signal),
    userMetrics(
      rest,
      route,
      vertex.parallelism,
      ids.filter((id) => isUserMetric(metricOf(id))),
      signal,
    ),
  ]);
  const operators = new Map<string, OperatorMetrics>();
  const has = new Set(ids);
  for (const { id, sum = 0, min = NO_WATERMARK } of values) {
    const metric = metricOf(id);
    const name = operatorOf(id);
    const operator = operators.get(name) ?? {
      name,
      vertex: vertex.name,
      recordsIn: 0,
      recordsOut: 0,
      watermark: undefined,
      lateRecordsDropped: 0,
      user: {},
    };
    operators.set(name, operator);
    if (metric === 'numRecordsIn') operator.recordsIn = sum;
    else if (metric === OUT.find((each) => has.has(`${name}.${each}`))) operator.recordsOut = sum;
    else if (metric === 'numLateRecordsDropped') operator.lateRecordsDropped = sum;
    else if (metric === 'currentOutputWatermark') operator.watermark = min > NO_WATERMARK ? min : undefined;
  }
  for (const committer of ids.filter((id) => metricOf(id) === COMMITTERS).map(operatorOf)) {
    const operator = operators.get(committer);
    if (operator) Object.assign(operator, { recordsIn: undefined, recordsOut: undefined });
  }
  for (const [id, metric] of own) {
    const operator = operators.get(operatorOf(id));
    if (operator) operator.user[metricOf(id)] = metric;
  }
  const order = partsOf(vertex.name).map(spelled);
  return [...operators.values()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** The operators in a task's name, in the order in which records pass them; then what they might be if their names hold arrows or commas. */
function partsOf(name: string): string[] {
  const others = [...name.split(' -> '), ...name.split(/ -> |, |[()]/)].filter((part) => part !== '');
  return [...operatorsIn(name).map((operator) => operator.name), ...others];
}

/** An operator's name as Flink's metrics spell it. */
function spelled(name: string): string {
  return name.slice(0, 80).replace(/[ .:,]/g, '_');
}

/** Flink writes no dot within an operator's name. */
function operatorOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('.')));
}

function metricOf(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}
