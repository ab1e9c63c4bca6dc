import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, meanwhile, PATIENT, useLive } from '../harness.js';

const live = useLive();
const states = fileBeside(import.meta.url, 'jobs/states.ts');
const careful = fileBeside(import.meta.url, 'jobs/careful-states.ts');
const mistakes = fileBeside(import.meta.url, 'jobs/state-mistakes.ts');

const REMEMBERED = { last: 3, all: [3], times: [[3, 1]], largest: 3, mean: 3 };
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
  const isOver = (all: IncomingRecord[]) =>
    ['written', 'read', 'kept'].every((name) => by(all, name).at(-1)?.now > by(all, name)[0]?.then + ttlMs);
  // Looked at again and again: what reading keeps alive stays, and what only writing does expires.
  const records = await meanwhile(live.consume(out, isOver), () =>
    live.produce(input, [visit('ann', 0, { look: true })]),
  );

  // A state is used at some time from `now` to `then`.
  const [write, ...looks] = by(records, 'written');
  for (const look of looks) {
    if (look.then < write.now + ttlMs) expect(look).toMatchObject(REMEMBERED);
    if (look.now > write.then + ttlMs) expect(look).toMatchObject(NOTHING);
  }
  const reads = by(records, 'read');
  const tooLate = reads.findIndex(({ then }, i) => i > 0 && then - reads[i - 1].now >= ttlMs);
  for (const look of reads.slice(0, tooLate < 0 ? undefined : tooLate)) expect(look).toMatchObject(REMEMBERED);
  for (const look of by(records, 'kept')) expect(look).toMatchObject(REMEMBERED);
});

it('what a loop over a map is at may be removed, and a refused change changes nothing', async () => {
  const [out = ''] = await live.topics('out');
  const job = await live.submit(careful, { args: { broker: live.broker, out } });
  expect((await job.waitForEnd(PATIENT)).state).toBe('FINISHED');
  expect((await live.consume(out, 3)).map(({ value }) => value)).toEqual([
    { map: 'lives', entries: [[3, '3!']], read: [1, 2, 3], left: [] },
    { map: 'expires', entries: [[3, '3!']], read: [1, 2, 3], left: [] },
    { list: [1, 2], key: 'key' },
  ]);
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
    [
      'changed while read',
      /the map of state "ages" got or lost entries while a loop read it: in the loop, remove only the entry that it is at/,
      'of map.keys()',
    ],
    ['sum', /the sum of the field "bytes" would be 9007199254740993, beyond 9007199254740991 \(2\^53 - 1\)/, undefined],
    ['without keys', /the state "count" belongs to keys, and this stream has none: call keyBy/, undefined],
  ])('%s', async (mistake, sentence, line) => {
    const job = await live.submit(mistakes, { args: { mistake } });
    expect((await job.waitForEnd(PATIENT)).state).toBe('FAILED');
    const message = (await job.failure())?.message ?? '';
    expect(message).toMatch(sentence);
    const number = lines.findIndex((text) => line !== undefined && text.includes(line)) + 1;
    if (line) expect(message).toContain(`state-mistakes.ts:${number}`);
  });
});
