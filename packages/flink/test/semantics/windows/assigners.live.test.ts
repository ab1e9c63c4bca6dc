import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../../harness.js';
import type { Group, Sale } from './jobs/assigners.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/assigners.ts');
const S = 1000;
const END = Number.MAX_SAFE_INTEGER;

/** x: 1, 8 and then 5, which joins their two sessions; later 31. y: 12. */
const SALES: Sale[] = [
  { shop: 'x', n: 1, ts: 1 * S, patience: 2 * S },
  { shop: 'x', n: 2, ts: 8 * S, patience: 5 * S },
  { shop: 'x', n: 4, ts: 5 * S, patience: 4 * S },
  { shop: 'y', n: 8, ts: 12 * S, patience: 1 * S },
  { shop: 'x', n: 16, ts: 31 * S, patience: 1 * S },
];

const span = (start: number, end: number) => [start * S, end * S, end * S - 1];
const x = (start: number, end: number, ...numbers: number[]) => ({ shop: 'x', window: span(start, end), numbers });
const y = (start: number, end: number, ...numbers: number[]) => ({ shop: 'y', window: span(start, end), numbers });
const all = (start: number, end: number, ...numbers: number[]) => ({ window: span(start, end), numbers });
const count = (...numbers: number[]) => ({ shop: 'x', window: [END], numbers });

const EXPECTED: Record<Group, Record<string, object[]>> = {
  time: {
    'tumbling with offset': [x(-7, 3, 1), x(3, 13, 2, 4), x(23, 33, 16), y(3, 13, 8)],
    'tumbling with negative offset': [x(-4, 6, 1, 4), x(6, 16, 2), x(26, 36, 16), y(6, 16, 8)],
    sliding: [x(-5, 5, 1), x(0, 10, 1, 2, 4), x(5, 15, 2, 4), x(25, 35, 16), x(30, 40, 16), y(5, 15, 8), y(10, 20, 8)],
    'sliding with gaps': [x(1, 5, 1), x(31, 35, 16), y(11, 15, 8)],
    'sliding with negative offset': [
      x(-1, 9, 1, 2, 4),
      x(4, 14, 2, 4),
      x(24, 34, 16),
      x(29, 39, 16),
      y(4, 14, 8),
      y(9, 19, 8),
      x(-6, 4, 1),
    ],
    'tumbling by count': [x(0, 100, 1, 2), x(0, 100, 1, 2, 4, 16)],
  },
  session: {
    session: [x(1, 13, 1, 2, 4), x(31, 36, 16), y(12, 17, 8)],
    'session, all records': [x(1, 13, 1, 2, 4), x(31, 36, 16), y(12, 17, 8)],
    'session, reduced': [x(1, 13, 7), x(31, 36, 16), y(12, 17, 8)],
    // From 5 the session reaches to 9, so 8 is in it; 1 reaches to 3 only.
    'session with dynamic gap': [x(1, 3, 1), x(5, 13, 2, 4), x(31, 32, 16), y(12, 13, 8)],
  },
  count: {
    count: [count(3), count(20)],
    'sliding count': [count(1, 2), count(2, 4, 16)],
    'sliding count, aggregated': [count(1, 2), count(2, 4, 16)],
  },
  global: {
    'global by count': [count(1, 2), count(1, 2, 4, 16)],
    'global by count, purging': [count(1, 2, 4)],
    'global at the end': [count(1, 2, 4, 16), { shop: 'y', window: [END], numbers: [8] }],
  },
  all: {
    all: [all(0, 10, 1, 2, 4), all(10, 20, 8), all(30, 40, 16)],
    'all, aggregated': [all(0, 10, 1, 2, 4), all(10, 20, 8), all(30, 40, 16)],
    'all, session, reduced': [all(1, 17, 15), all(31, 36, 16)],
    'all by sliding count': [{ window: [END], numbers: [1, 2, 4] }],
    'all by count': [{ n: 31 }],
  },
};

const text = (records: object[]) => records.map((record) => JSON.stringify(record)).sort();

it.each<[Group, number]>([
  ['time', 1],
  ['session', 1],
  ['session', 3],
  ['count', 1],
  ['global', 1],
  ['all', 2],
])('each kind of window has its records: %s, with parallelism %i', async (group, parallelism) => {
  const [input, out] = await live.topics('in', 'out');
  await live.produce(
    input,
    SALES.map((value) => ({ value })),
  );
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out, parallelism, group } });
  const total = Object.values(EXPECTED[group]).flat().length;
  await live.consume(out, total);
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const results = (await live.consume(out, total)).map(({ value }) => value);
  for (const [name, expected] of Object.entries(EXPECTED[group])) {
    const got = results.filter(({ by }) => by === name).map(({ by, ...rest }) => normal(rest));
    expect(text(got), name).toEqual(text(expected.map(normal)));
  }
  expect(results).toHaveLength(total);
});

/** Merged sessions hold their records in no promised order. */
function normal({ numbers, ...rest }: { numbers?: number[] }): object {
  return numbers ? { ...rest, numbers: [...numbers].sort((a, b) => a - b) } : rest;
}
