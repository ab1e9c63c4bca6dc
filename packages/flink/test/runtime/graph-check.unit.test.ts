import { expect, it } from 'vitest';
import { Graph, toPlan } from '../../src/api/graph/graph.js';
import { StreamExecutionEnvironment } from '../../src/api/job/environment.js';
import type { Plan } from '../../src/plan/plan.js';
import { requireSamePlan } from '../../src/runtime/graph-check.js';

function plan(build: (env: StreamExecutionEnvironment) => void): Plan {
  const graph = new Graph();
  build(new StreamExecutionEnvironment(graph));
  return JSON.parse(JSON.stringify(toPlan('job', graph)));
}

const submitted = plan((env) => env.fromData(1).map((n) => n + 1));

it('accepts the same graph, whatever the order of its properties', () => {
  const reordered = JSON.parse(JSON.stringify(submitted, (_, value) => reverse(value)));
  expect(() => requireSamePlan(submitted, reordered)).not.toThrow();
});

it.each([
  [
    'another function',
    (env: StreamExecutionEnvironment) => env.fromData(1).map((n) => n + 2),
    /map function of "Map" is another/,
  ],
  [
    'another operator',
    (env: StreamExecutionEnvironment) => env.fromData(1).filter((n) => n > 1),
    /node 1 \("Map"\) had op "map", and has "filter" now/,
  ],
  [
    'one more',
    (env: StreamExecutionEnvironment) =>
      env
        .fromData(1)
        .map((n) => n + 1)
        .map((n) => n),
    /had 2 nodes and has 3 now/,
  ],
  ['other data', (env: StreamExecutionEnvironment) => env.fromData(2).map((n) => n + 1), /node 0 .* had params/],
  [
    'other settings',
    (env: StreamExecutionEnvironment) =>
      env
        .enableCheckpointing(1000)
        .fromData(1)
        .map((n) => n + 1),
    /settings were/,
  ],
])('names the first difference: %s', (_, build, message) => {
  expect(() => requireSamePlan(submitted, plan(build))).toThrow(message);
});

function reverse(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
