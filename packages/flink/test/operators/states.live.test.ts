import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, useLive } from '../harness.js';

const live = useLive();
const states = fileBeside(import.meta.url, 'jobs/states.ts');
const mistakes = fileBeside(import.meta.url, 'jobs/state-mistakes.ts');

const NOTHING = { last: null, all: [], times: [], largest: null, mean: null };
const by = (records: IncomingRecord[], name: string) =>
  records.map(({ value }) => value).filter((value) => value.by === name);
const visit = (user: string, n: number, deed = {}) => ({ value: { user, n, ...deed } });

it('every kind of state belongs to its key, and every rich function behind a keyBy has it', async () => {
  const [input = '', out = ''] = await live.topics('in', 'out');
  await live.submit(states, { args: { broker: live.broker, in: input, out } });
  await live.produce(input, [visit('ann', 3), visit('bob', 7), visit('ann', 5), visit('ann', 3)]);
  await live.produce(input, [visit('ann', 0, { clear: true }), visit('bob', 0, { look: true })]);
  const records = await live.consume(out, 6 + 6 + 6 + 3);
  const of = (name: string, user: string) => by(records, name).filter((value) => value.user === user);
  expect(of('process', 'ann')).toMatchObject([
    { n: 3, last: 3, all: [3], times: [[3, 1]], largest: 3, mean: 3 },
    { n: 5, last: 5, all: [3, 5], largest: 5, mean: 4 },
    {
      n: 3,
      last: 3,
      all: [3, 5, 3],
      times: [
        [3, 2],
        [5, 1],
      ],
      largest: 5,
      mean: 11 / 3,
    },
    NOTHING,
  ]);
  expect(of('process', 'bob')).toMatchObject([
    { last: 7 },
    { last: 7, all: [7], times: [[7, 1]], largest: 7, mean: 7 },
  ]);
  for (const name of ['map', 'flatMap']) {
    expect(of(name, 'ann').map(({ count }) => count)).toEqual([1, 2, 3, 4]);
    expect(of(name, 'bob').map(({ count }) => count)).toEqual([1, 2]);
  }
  expect(of('filter', 'ann').map(({ count }) => count)).toEqual([5, 0]);
});

it('state with a time to live is gone when it was not used for so long', async () => {
  const ttlMs = 2500;
  const [input = '', out = ''] = await live.topics('in', 'out');
  await live.run(states, { args: { broker: live.broker, in: input, out, ttlMs } });
  await live.produce(input, [visit('ann', 3)]);
  const looking = setInterval(() => void live.produce(input, [visit('ann', 0, { look: true })]), 100);
  // Looked at again and again: what reading keeps alive stays, and what only writing does expires. The states were written one
  // after the other, so at the first look without a value some may still be there.
  const expired = (all: IncomingRecord[]) => by(all, 'written').at(-2)?.last === null && by(all, 'kept').length > 20;
  const records = await live.consume(out, expired).finally(() => clearInterval(looking));

  const written = by(records, 'written')[0]?.now;
  for (const { now, last } of by(records, 'written')) {
    if (now < written + ttlMs - 500) expect(last).toBe(3);
    if (now > written + ttlMs) expect(last).toBeNull();
  }
  expect(by(records, 'written').at(-1)).toMatchObject(NOTHING);
  const later = by(records, 'read').filter(({ now }) => now > written + ttlMs);
  const kept = by(records, 'kept').at(-1);
  for (const state of [...later, kept]) {
    expect(state).toMatchObject({ last: 3, all: [3], times: [[3, 1]], largest: 3, mean: 3 });
  }
});

describe('state where it can not be is explained, at its line', () => {
  const lines = readFileSync(mistakes, 'utf8').split('\n');
  it.each([
    [
      'in open',
      /the state "count" is used in open\(\), where there is no record and so no key/,
      'this.count.update(0)',
    ],
    ['declared twice', /the state "count" is declared twice: as a value, and as a list/, 'getListState('],
    ['without keys', /the state "count" belongs to keys, and this stream has none: call keyBy/, undefined],
  ])('%s', async (mistake, sentence, line) => {
    const job = await live.submit(mistakes, { args: { mistake } });
    expect((await job.waitForEnd()).state).toBe('FAILED');
    const message = (await job.failure())?.message ?? '';
    expect(message).toMatch(sentence);
    const number = lines.findIndex((text) => line !== undefined && text.includes(line)) + 1;
    if (line) expect(message).toContain(`state-mistakes.ts:${number}`);
  });
});
