import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/reused.ts');
const SHARED = fileBeside(import.meta.url, 'jobs/shared.ts');

it('state that a later function looks at is written to checkpoints, with object reuse too', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  await live.produce(input, [{ value: { key: 'a', sum: 1 } }, { value: { key: 'a', sum: 2 } }]);
  // Committed by a checkpoint, which holds the reduced record.
  await live.consume(output, 2);
  await live.produce(input, [{ value: { key: 'a', sum: 3 } }]);
  expect((await live.consume(output, 3)).map(({ value }) => value)).toEqual([
    { key: 'a', sum: 1, doubled: 2 },
    { key: 'a', sum: 3, doubled: 6 },
    { key: 'a', sum: 6, doubled: 12 },
  ]);
});

/** What became of the records of jobs/shared.ts, whichever way they went. */
const KEPT = ['kept: twice 1 m,1 1  ', 'kept: twice 1 m,1 1  ', 'kept: changed between 1 m,1 1  '];
const ODD = ['kept: of odd values 0 m,0 0  ', 'kept: of odd values 0 m,0 0  '];
const FROZEN = [
  'given 1 m,1 1 refused ',
  'kept: given twice 1 m,1 1  ',
  'kept: given twice 1 m,1 1  ',
  'frozen 1 m,1 1 refused ',
  'frozen outside 1 m,1 1 refused ',
  ...KEPT,
  'kept: changed between 1 m,1 1  ',
  ...ODD,
];
const SHARED_FREELY = [
  'given 102 m,101 1,100 changed ',
  'kept: given twice 2 m,1 1  ',
  'kept: given twice 3 m,1 1  ',
  'frozen 101 m,101 1,100 changed ',
  'frozen outside 101 m,101 1,100 changed ',
  ...KEPT,
  'kept: changed between, changed 1 m,2 1,2  ',
  ...ODD,
];
const IDS = [
  'given',
  'kept: given twice',
  'frozen',
  'frozen outside',
  'kept: twice',
  'kept: changed between',
  'kept: of odd values',
];

async function share(objectReuse: boolean, spoil = false) {
  const [input, out] = await live.topics('in', 'out');
  await live.produce(
    input,
    IDS.map((id) => ({ value: { id, n: 1, inner: { m: 1 }, list: [1] } })),
  );
  const handle = await live.submit(SHARED, { args: { broker: live.broker, in: input, out, objectReuse, spoil } });
  await handle.waitForEnd(PATIENT);
  return { out, failure: await handle.failure() };
}

it.each([
  ['refused', false, FROZEN],
  ['seen by those who come later, with object reuse', true, SHARED_FREELY],
])('a change to a record is %s, in a task as behind an exchange', async (_, objectReuse, expected) => {
  const { out, failure } = await share(objectReuse);
  expect(failure?.message).toBeUndefined();
  const records = await live.consume(out, 4 * expected.length);
  for (const route of ['chained', 'exchanged', 'chained, state', 'exchanged, state']) {
    const seen = records.filter(({ key }) => key === route).map(({ value }) => String(value));
    expect([route, ...seen]).toEqual([route, ...expected]);
  }
});

it('a record that a filter spoils is refused with the filter, not written as null', async () => {
  const { failure } = await share(true, true);
  expect(failure).toMatchObject({ operator: 'Filter' });
  expect(failure?.message).toContain('the record that the function was given, and changed: n is NaN');
});
