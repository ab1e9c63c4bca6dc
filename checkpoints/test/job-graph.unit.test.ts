/** What a check asks a job's graph before the job runs. */
import type { PlanNode } from '@workbook/flink';
import { expect, test } from 'vitest';
import { JobGraph } from '../src/harness/job-graph.js';

const earliest = { kind: 'earliest' };
const bounded = { kind: 'boundedOutOfOrderness', outOfOrdernessMs: 5_000 };

/** orders ─▶ watermarks ─▶ window ─▶ totals, and what is late ─▶ late */
const graph = graphOf([
  {
    op: 'kafkaSource',
    name: 'orders',
    params: { topics: ['orders'], startingOffsets: earliest, watermarks: { kind: 'none' } },
  },
  { op: 'watermarks', name: 'times', inputs: [0], params: { watermarks: bounded } },
  { op: 'window', name: 'minutes', inputs: [1] },
  { op: 'sideOutput', name: 'late', inputs: [2] },
  { op: 'kafkaSink', name: 'to totals', inputs: [2], params: { topic: 'totals' } },
  { op: 'kafkaSink', name: 'to late', inputs: [3], params: { topic: 'late' } },
]);

function graphOf(nodes: object[], settings: object = {}): JobGraph {
  const whole = nodes.map((node, id) => ({ id, inputs: [], params: {}, functions: {}, ...node }));
  return new JobGraph({ nodes: whole, settings } as unknown as ConstructorParameters<typeof JobGraph>[0]);
}

const namesOf = (nodes: readonly PlanNode[]) => nodes.map(({ name }) => name);
const sinkTo = (topic: string) => graph.sinksTo(topic)[0] as PlanNode;

test('what it reads, and what it does not', () => {
  expect(graph.reads('orders')).toBe(true);
  expect(graph.reads('totals')).toBe(false);
  expect(() => graph.expectSource('orders', 'orders')).not.toThrow();
  expect(() => graph.expectSource('visits', 'visits')).toThrow('The job does not read the topic of visits.');
});

test('a source that begins at the end sees none of the records that are there', () => {
  const latest = { topics: ['orders'], startingOffsets: { kind: 'latest' } };
  const late = graphOf([{ op: 'kafkaSource', name: 'new orders', params: latest }]);
  expect(() => late.expectSource('orders', 'orders')).toThrow('"new orders" starts at the end of the topic');
});

test('where it writes; a sink that computes its topic may write to any', () => {
  expect(namesOf(graph.sinksTo('totals'))).toEqual(['to totals']);
  expect(graph.written).toEqual(['totals', 'late']);
  expect(graph.mayWriteTo('elsewhere')).toBe(false);
  expect(() => graph.expectSink('visits', 'visits')).toThrow('No sink of the job writes to the topic for visits.');
  const computing = graphOf([{ op: 'kafkaSink', name: 'any' }]);
  expect(computing.mayWriteTo('elsewhere')).toBe(true);
  expect(computing.sinksTo('elsewhere')).toEqual([]);
});

test('what records pass on their way, the nearest first', () => {
  expect(namesOf(graph.before(sinkTo('totals')))).toEqual(['minutes', 'times', 'orders']);
  expect(namesOf(graph.windowsBefore(sinkTo('totals')))).toEqual(['minutes']);
  expect(namesOf(graph.watermarksBefore(sinkTo('totals')))).toEqual(['times']);
  expect(namesOf(graph.windows())).toEqual(['minutes']);
  expect(graph.operatorNames).toEqual(['times', 'minutes', 'late']);
});

test('which sink gets what is late', () => {
  expect(graph.getsLate(sinkTo('late'))).toBe(true);
  expect(graph.getsLate(sinkTo('totals'))).toBe(false);
});

test('records overtake each other where anything has two subtasks', () => {
  expect(graph.keepsOrder).toBe(true);
  expect(graphOf([{ op: 'map' }], { parallelism: 2 }).keepsOrder).toBe(false);
  expect(graphOf([{ op: 'map', parallelism: 2 }]).keepsOrder).toBe(false);
});
