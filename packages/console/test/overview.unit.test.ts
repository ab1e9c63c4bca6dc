/** The overview tells a learner the right next thing, and rates that can be believed. */
import { expect, test } from 'vitest';
import type { Overview } from '../src/api/overview.js';
import { jobLines } from '../src/server/overview/jobs.js';
import { nextStep } from '../src/server/overview/next-step.js';
import { type Reading, ratesBetween } from '../src/server/overview/rates.js';

type Known = Omit<Overview, 'next'>;

function known(more: Partial<Known> = {}): Known {
  const running = { state: 'running', address: '', detail: '' } as const;
  return {
    services: { value: [{ title: 'Kafka', ...running }] },
    topics: {},
    jobs: { value: [] },
    lessons: {
      value: [
        { number: 1, slug: 'a', title: 'first', state: 'solved' },
        { number: 2, slug: 'b', title: 'second', state: 'begun' },
      ],
    },
    ...more,
  };
}

test('what is broken comes first, then a failed job, then the next lesson, then the demo', () => {
  const stopped = {
    title: 'Kafka',
    state: 'stopped',
    address: '',
    detail: '',
    command: 'npm run services up',
  } as const;
  expect(nextStep(known({ services: { value: [stopped] } }))?.command).toBe('npm run services up');
  const job = { id: 'x', name: 'demo', state: 'FAILED', startedAt: '', running: 0, tasks: 1, restarts: 0 };
  expect(nextStep(known({ jobs: { value: [job] } }))?.page?.path).toBe('/jobs/x');
  expect(nextStep(known())).toMatchObject({ sentence: 'Go on with lesson 2: second.', page: { path: '/lessons/b' } });
  expect(nextStep(known({ lessons: { value: [] } }))?.command).toBe('npm run demo');
});

test('a stopped JupyterLab is no reason to stop learning', () => {
  const jupyter = { title: 'JupyterLab', state: 'stopped', address: '', detail: '' } as const;
  expect(nextStep(known({ services: { value: [jupyter] } }))?.sentence).toContain('lesson 2');
});

test('a failed job is news for an hour, and until a job of its name is started again', () => {
  const row = (id: string, name: string, state: string, startedAt: number) => {
    return { id, name, state, startedAt, endedAt: startedAt + 1, running: 0, tasks: 1, ofCheck: false };
  };
  const rows = [
    row('a', 'again', 'CANCELED', 9_000),
    row('b', 'again', 'FAILED', 8_000),
    row('c', 'once', 'FAILED', 7_000),
  ];
  expect(jobLines(rows, 10_000).map(({ id }) => id)).toEqual(['c']);
  expect(jobLines(rows, 10_000 + 3_600_000)).toEqual([]);
  expect(jobLines([{ ...row('d', 'of a check', 'FAILED', 9_500), ofCheck: true }], 10_000)).toEqual([]);
});

function reading(at: number, ends: Record<string, number>): Reading {
  return {
    at,
    topics: new Map(Object.entries(ends).map(([name, end]) => [name, { partitions: 1, messages: end, end }])),
  };
}

test('rates come from two readings, the busiest first; a topic made anew has none', () => {
  expect(ratesBetween(undefined, reading(0, { a: 5 })).topics[0]?.perSecond).toBeUndefined();
  const rates = ratesBetween(reading(0, { a: 5, b: 0, c: 9 }), reading(2_000, { a: 5, b: 10, c: 2, d: 4 }));
  expect(rates.topics.map(({ topic, perSecond }) => [topic, perSecond])).toEqual([
    ['b', 5],
    ['a', 0],
    ['d', undefined],
    ['c', undefined],
  ]);
  expect(rates.perSecond).toBe(5);
});

test('of many topics the page gets a few, and how many more there are', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`topic-${i}`, i]));
  const { topics, others } = ratesBetween(undefined, reading(0, many));
  expect(topics.length + others).toBe(500);
  expect(topics.length).toBe(12);
});

test('an empty topic has no row, and counts among the others', () => {
  const { topics, others } = ratesBetween(undefined, reading(0, { empty: 0, used: 3 }));
  expect(topics.map(({ topic }) => topic)).toEqual(['used']);
  expect(others).toBe(1);
});
