import { JobFailedError } from '@workbook/flink';
import { expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import type { Refusable } from './jobs/refused.js';

const live = useLive();
const REFUSED = fileBeside(import.meta.url, 'jobs/refused.ts');
const BYSTANDER = fileBeside(import.meta.url, 'jobs/double.ts');
const RECORDS = 300;
const HOUR = { 'message.timestamp.after.max.ms': '3600000' };

interface Refusal {
  /** Of the topic that refuses. */
  config?: Record<string, string>;
  args?: object;
  text?: string;
}

/** Runs a job whose sink is refused, and returns what it says. */
async function refusal({ config = {}, args = {}, text = '' }: Refusal): Promise<JobFailedError> {
  const [input, output] = await live.topics('items', { name: 'refusing', partitions: 2, config });
  await live.produce(
    input,
    Array.from({ length: RECORDS }, (_, n): { value: Refusable } => ({ value: { n, text } })),
  );
  const job = await live.submit(REFUSED, { args: { broker: live.broker, input, output, ...args } });
  const error: unknown = await job.waitFor('FINISHED', PATIENT).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobFailedError);
  return error as JobFailedError;
}

const SCALE = { config: HOUR, args: { scale: 1000 } };
const AHEAD = { config: HOUR, args: { aheadMs: 7_200_000 } };

test('what Kafka refuses fails its own job, with record, reason and remedy, and another job goes on', async () => {
  const [numbers, doubled] = await live.topics('numbers', 'doubled');
  const bystander = await live.run(BYSTANDER, { args: { broker: live.broker, input: numbers, output: doubled } });

  const [ahead, aheadInTransaction, large] = await Promise.all([
    refusal(AHEAD),
    refusal({ ...AHEAD, args: { ...AHEAD.args, deliveryGuarantee: 'EXACTLY_ONCE' } }),
    refusal({
      config: { 'max.message.bytes': '2000' },
      args: { deliveryGuarantee: 'AT_LEAST_ONCE' },
      text: 'x'.repeat(5000),
    }),
  ]);
  for (const error of [ahead, aheadInTransaction]) {
    expect(error.operator).toBe('writer');
    expect(error.message).toMatch(/jobs\/refused\.ts:\d+:\d+: Job refused failed in operator "writer"/);
    expect(error.message).toMatch(/> \d+ \| {5}\.sinkTo\(/);
    expect(error.message).toMatch(/topic "refusing-\w+" refused the record with key "item \d+" \(\d+ bytes, time 20/);
    expect(error.message).toMatch(
      /ahead of the broker's clock[\s\S]*message\.timestamp\.after\.max\.ms[\s\S]*Date\.now/,
    );
    expect(JSON.parse(error.record ?? '')).toMatchObject({ text: '' });
  }
  expect(large.message).toMatch(/the record with key "item \d+" \(50\d\d bytes[\s\S]*max\.message\.bytes/);
  expect(large.record).toContain('"text":"xxx');

  const [microseconds, past, unsent, keyless] = await Promise.all([
    refusal(SCALE),
    refusal({ config: { 'message.timestamp.before.max.ms': '3600000' }, args: { scale: 1 / 1000 } }),
    refusal({ text: 'x'.repeat(5000), args: { properties: { 'max.request.size': '2000' } } }),
    refusal({ config: { 'cleanup.policy': 'compact' }, args: { keyed: false } }),
  ]);
  expect(microseconds.message).toMatch(/its time \d{16} looks like microseconds[\s\S]*divide it by 1000/);
  expect(past.message).toMatch(/its time \d{10} looks like seconds[\s\S]*multiply it by 1000/);
  expect(unsent.message).toMatch(
    /a request of 5\d\d\d bytes, and max\.request\.size is 2000[\s\S]*properties: \{ 'max\.request\.size': '5\d\d\d' \}/,
  );
  expect(keyless.message).toMatch(/is compacted and takes no record without a key[\s\S]*key function/);
  for (const error of [ahead, large, microseconds, unsent, keyless]) expect(error.inFunction).toBe(true);

  live.track(bystander);
  await live.produce(numbers, [{ value: { n: 21 } }]);
  expect((await live.consume(doubled, 1)).map(({ value }) => value)).toEqual([{ n: 42 }]);
  expect(await bystander.exceptions()).toEqual([]);
});

test('a topic that is deleted meanwhile is named, and the job is tried again', async () => {
  const [input, output] = await live.topics('items', 'vanishing');
  const properties = { 'delivery.timeout.ms': '3000', 'request.timeout.ms': '2000', 'max.block.ms': '3000' };
  const job = await live.run(REFUSED, { args: { broker: live.broker, input, output, properties } });
  await live.produce(input, [{ value: { n: 1, text: '' } }]);
  await live.consume(output, 1);
  await live.deleteTopics([output]);
  await live.produce(input, [{ value: { n: 2, text: '' } }]);
  await expect
    .poll(() => job.failure(), { timeout: PATIENT.timeoutMs })
    .toMatchObject({
      operator: 'writer',
      inFunction: false,
      message: expect.stringMatching(/there is no topic "vanishing|"vanishing-\w+" was deleted meanwhile/),
    });
});

test('a second job with the transactions of one that runs is refused with its name; one that follows it is not', async () => {
  const [input, output] = await live.topics('items', 'results');
  const args = { broker: live.broker, input, output, deliveryGuarantee: 'EXACTLY_ONCE' };
  const first = await live.run(REFUSED, { args });
  const again = live.submit(REFUSED, { args });
  await expect(again).rejects.toMatchObject({ name: 'TransactionsInUseError', jobId: first.id });
  await expect(again).rejects.toThrow(
    new RegExp(
      `"writer" writes with the transactionalIdPrefix "${output}"[\\s\\S]*npm run flink cancel ${first.id.slice(0, 8)}`,
    ),
  );
  await live.produce(input, [{ value: { n: 1, text: '' } }]);
  await live.consume(output, 1);

  const savepointPath = await first.stopWithSavepoint(PATIENT);
  const second = await live.run(REFUSED, { args, savepointPath });
  await live.produce(input, [{ value: { n: 2, text: '' } }]);
  expect((await live.consume(output, 2)).map(({ value }) => value.n)).toEqual([1, 2]);
  expect(await second.exceptions()).toEqual([]);
});

test('of two jobs with the same transactions that are submitted at the same time one runs', async () => {
  const [input, output] = await live.topics('items', 'results');
  const args = { broker: live.broker, input, output, deliveryGuarantee: 'EXACTLY_ONCE' };
  const both = await Promise.allSettled([live.submit(REFUSED, { args }), live.submit(REFUSED, { args })]);
  const [winner] = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [refused] = both.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  expect(refused).toMatchObject({ name: 'TransactionsInUseError', jobId: winner?.id });
  await live.produce(input, [{ value: { n: 1, text: '' } }]);
  expect((await live.consume(output, 1)).map(({ value }) => value.n)).toEqual([1]);
});

test('a sink whose prefix Flink finds taken is refused for good, and the one that has it goes on', async () => {
  const [input, output] = await live.topics('items', 'results');
  const args = { broker: live.broker, input, output, deliveryGuarantee: 'EXACTLY_ONCE' };
  const first = await live.run(REFUSED, { args });
  // By this address nobody sees that it is the same broker.
  const second = await live.submit(REFUSED, { args: { ...args, broker: live.broker.replace('127.0.0.1', '127.1') } });
  await expect(second.waitFor('FINISHED', PATIENT)).rejects.toMatchObject({
    operator: 'writer',
    message: expect.stringMatching(
      /jobs\/refused\.ts:\d+:\d+: [\s\S]*another sink of this TaskManager writes with the transactionalIdPrefix "results-/,
    ),
  });
  expect(await second.exceptions()).toHaveLength(1);
  live.track(first);
  await live.produce(input, [{ value: { n: 1, text: '' } }]);
  expect((await live.consume(output, 1)).map(({ value }) => value.n)).toEqual([1]);
  expect(await first.exceptions()).toEqual([]);
});
