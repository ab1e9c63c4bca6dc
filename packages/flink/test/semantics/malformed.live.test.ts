import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/reading.ts');

it('malformed records go to the side output with their reason, and the job lives on', async () => {
  const [input, output, malformed] = await live.topics('in', 'out', 'malformed');
  await live.produce(input, [
    { value: { sensor: 'a', value: 1 } },
    { key: 'k1', value: 'no JSON at all' },
    { value: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
    { value: null },
    { value: { value: 2 } },
    { value: '{"sensor":"b","value":9007199254740993}' },
    { value: '{"sensor":"b","value":1e400}' },
    { value: '\ufeff{"sensor":"b","value":4}' },
    { value: '{"sensor":"b","value":-00}' },
    { value: { sensor: 'b', value: 3 } },
  ]);
  const handle = await live.submit(job, {
    args: { broker: live.broker, in: input, out: output, malformed, checked: true },
  });
  const records = (await live.consume(malformed, 8)).map(({ value }) => value);
  expect(records.map(({ offset, key, value, valueEncoding }) => ({ offset, key, value, valueEncoding }))).toEqual([
    { offset: 1, key: 'k1', value: 'no JSON at all', valueEncoding: 'utf8' },
    { offset: 2, key: null, value: 'Iv/+Ig==', valueEncoding: 'base64' },
    { offset: 3, key: null, value: null, valueEncoding: 'none' },
    { offset: 4, key: null, value: '{"value":2}', valueEncoding: 'utf8' },
    { offset: 5, key: null, value: '{"sensor":"b","value":9007199254740993}', valueEncoding: 'utf8' },
    { offset: 6, key: null, value: '{"sensor":"b","value":1e400}', valueEncoding: 'utf8' },
    { offset: 7, key: null, value: '\ufeff{"sensor":"b","value":4}', valueEncoding: 'utf8' },
    { offset: 8, key: null, value: '{"sensor":"b","value":-00}', valueEncoding: 'utf8' },
  ]);
  for (const record of records) expect(record).toMatchObject({ topic: input, partition: 0 });
  expect(records[0].reason).toMatch(/JSON/);
  expect(records[1].reason).toMatch(/UTF-8/);
  expect(records[2].reason).toMatch(/tombstone/);
  expect(records[3].reason).toMatch(/sensor is missing/);
  expect(records[4].reason).toMatch(/9007199254740993/);
  expect(records[5].reason).toMatch(/1e400/);
  expect(records[6].reason).toMatch(/begins with a byte order mark/);
  expect((await live.consume(output, 2)).map(({ value }) => value.value)).toEqual([1, 3]);

  const counted = async () =>
    (await handle.metrics()).operators.map(({ name, recordsIn, recordsOut }) => [name, recordsIn, recordsOut]);
  await expect.poll(counted, { interval: 100 }).toEqual([
    ['Source: readings', 10, 10],
    ['Well-formed records', 10, 2],
    ['Filter', 2, 2],
    [`Sink: ${output}: Writer`, 2, 2],
    [`Sink: ${output}: Committer`, undefined, undefined],
    [`Sink: ${malformed}: Writer`, 8, 8],
    [`Sink: ${malformed}: Committer`, undefined, undefined],
  ]);
});

it('without malformed() the first malformed record fails the job and says which it was', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [{ value: 'no JSON at all' }]);
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  await handle.waitForEnd(PATIENT);
  const failure = (await handle.failure())?.message ?? '';
  expect(failure).toContain(input);
  expect(failure).toMatch(/partition 0/);
  expect(failure).toMatch(/offset 0/);
  expect(failure).toContain('malformed()');
});

it('numbers that JavaScript has no room for can be kept as text', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [{ value: '{"sensor":"a","value":9007199254740993}' }]);
  await live.submit(job, {
    args: { broker: live.broker, in: input, out: output, bigNumbers: 'string' },
  });
  expect((await live.consume(output, 1))[0]?.value.value).toBe('9007199254740993');
});

it('a record that no function replaces keeps its text, to the byte, but for -0', async () => {
  const before =
    '{ "sensor": "ä",\t"value": 1.50, "big": 123456789012345680000, "e": 1E2, "text": "-0", "n": [-0.5, -1e2, ';
  const text = `${before}0, 0, 0] }`;
  const [input, output] = await live.topics('in', 'out');
  // JavaScript reads -0, and writes 0: behind an exchange the record would be another.
  await live.produce(input, [{ value: `${before}-0, -0.0, -0e5] }` }]);
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  const [record] = await live.consume(output, 1);
  expect(record?.bytes?.toString('utf8')).toBe(text);
  expect(record?.key).toBe('ä');
});
