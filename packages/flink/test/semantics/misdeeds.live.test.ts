import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/misdeeds.ts');
const lines = readFileSync(job, 'utf8').split('\n');
const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;

async function failureOf(misdeed: string): Promise<string> {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [{ value: { n: 1, tags: ['a'] } }, { value: { n: 2, tags: ['b'] } }]);
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output, misdeed } });
  const { state } = await handle.waitForEnd(PATIENT);
  expect(state).toBe('FAILED');
  return (await handle.failure())?.message ?? '';
}

it.each([
  ['change the input', /read.?only|frozen|not (writable|extensible)/i, 'item.n = 0'],
  ['change a part of the input', /read.?only|frozen|not (writable|extensible)/i, "item.tags.push('changed')"],
  ['change what was emitted', /read.?only|frozen|not (writable|extensible)/i, 'earlier.n = 0'],
])('who tries to %s is told at that line, and nobody sees a change', async (misdeed, sentence, line) => {
  const failure = await failureOf(misdeed);
  expect(failure).toMatch(sentence);
  expect(failure).toContain(`misdeeds.ts:${lineOf(line)}`);
});

it.each([
  ['return a promise', /promise[\s\S]*Async I\/O/],
  ['return NaN', /ratio is NaN: JSON has no such number/],
  ['return a Date', /at is a Date: use getTime/],
  ['return a BigInt', /big\[0\] is a BigInt/],
  ['return a Map', /map is a Map: use a plain object/],
  [
    'return a match',
    /match is an array with the property "index", as a match of a regular expression is one: JSON keeps only the elements/,
  ],
  [
    'sink base64url',
    /writes base64, and this value is none: it has - at position 1, as base64url has; use \+ for - and \/ for _/,
  ],
  ['return undefined', /is undefined/],
  [
    'return a list from flatMap',
    /flatMap returned \["[ab]"\], which would be lost[\s\S]*for \(const one of list\) out\.collect\(one\)/,
  ],
  ['return a record from coGroup', /coGroup\(\) returned \{"n":2\}, which would be lost[\s\S]*out\.collect\(record\)/],
  ['timestamp NaN', /timestamp[\s\S]*NaN/],
  ['sink key undefined', /key[\s\S]*undefined/],
  ['null key', /key[\s\S]*null/],
  ['timer NaN', /timer[\s\S]*NaN/i],
])('refused, not changed silently: %s', async (misdeed, sentence) => {
  const failure = await failureOf(misdeed);
  expect(failure).toMatch(sentence);
  expect(failure).toMatch(/misdeeds\.ts:\d+:\d+: Job misdeeds failed/);
});

it.each([
  ['throw an object', 'an object that is no Error was thrown: {"code":"E42","shop":{"n":1,"name":"Müller"}}'],
  ['throw an object that JSON has no end for', 'an object that is no Error was thrown'],
  ['throw a text', 'no such shop'],
])('what is thrown and is no Error is shown: %s', async (misdeed, what) => {
  const failure = await failureOf(misdeed);
  expect(failure).toContain(what);
  expect(failure).toMatch(/misdeeds\.ts:\d+:\d+: Job misdeeds failed/);
});

it('a failure downstream is not swallowed by try and catch around out.collect, and blames its own line', async () => {
  const failure = await failureOf('swallow');
  expect(failure).toContain(`misdeeds.ts:${lineOf('.missing.length')}`);
  expect(failure).toContain('in operator "culprit"');
});

it('what close() throws after a cancellation is printed, and no other job notices', async () => {
  const [input, output, bystanding] = await live.topics('in', 'out', 'bystanding');
  const args = { broker: live.broker, in: input, out: output };
  const bystander = await live.run(job, { args: { ...args, out: bystanding, misdeed: 'none' } });
  const handle = await live.run(job, { args: { ...args, misdeed: 'throw when closed' } });
  expect(await handle.cancel(PATIENT)).toBe('CANCELED');
  const printed: string[] = [];
  for await (const { text } of handle.logs({ follow: false })) printed.push(text);
  expect(printed).toEqual(['close() failed: Error: the file was gone']);
  await live.produce(input, [{ value: { n: 1, tags: [] } }]);
  await live.consume(bystanding, 1);
  expect(await bystander.exceptions()).toEqual([]);
});

it('with object reuse a function may change its input, as in Flink', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [{ value: { n: 1, tags: [] } }]);
  await live.submit(job, {
    args: { broker: live.broker, in: input, out: output, misdeed: 'change the input', objectReuse: true },
  });
  expect((await live.consume(output, 1)).map(({ value }) => value)).toEqual([{ n: 0, tags: [] }]);
});
