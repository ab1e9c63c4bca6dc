import { describe, expect, it } from 'vitest';
import { fileBeside, meanwhile, PATIENT, useLive } from '../../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/strategies.ts');
const sale = (n: number, seconds: number, partition = 0) => ({ value: { n, ts: seconds * 1000 }, partition });
const values = (records: { value: unknown }[]) => records.map(({ value }) => value);
const window = (seconds: number, ...numbers: number[]) => ({ start: seconds * 1000, numbers });

async function topics(partitions = 1): Promise<{ in: string; out: string; late: string }> {
  const [input, out, late] = await live.topics({ name: 'in', partitions }, 'out', 'late');
  return { in: input, out, late };
}

describe.each(['source', 'behind'] as const)('watermarks from: %s', (where) => {
  it('forMonotonousTimestamps: what comes after a later timestamp is late', async () => {
    const names = await topics();
    await live.run(job, { args: { broker: live.broker, ...names, strategy: 'monotonous', where } });
    await live.produce(names.in, [sale(1, 1), sale(2, 10)]);
    expect(values(await live.consume(names.out, 1))).toEqual([window(0, 1)]);
    await live.produce(names.in, [sale(3, 2), sale(4, 20)]);
    expect(values(await live.consume(names.late, 1))).toEqual([{ n: 3, ts: 2000 }]);
    expect(values(await live.consume(names.out, 2))).toEqual([window(0, 1), window(10, 2)]);
  });

  it('forBoundedOutOfOrderness: what comes within the bound is in time', async () => {
    const names = await topics();
    await live.run(job, { args: { broker: live.broker, ...names, strategy: 'bounded', where } });
    await live.produce(names.in, [sale(1, 1), sale(2, 12), sale(3, 9), sale(4, 14.9)]);
    await live.produce(names.in, [sale(5, 2)]);
    // The window's last millisecond is 9999: a timestamp of 15 s puts the watermark at it.
    await live.produce(names.in, [sale(6, 15)]);
    expect(values(await live.consume(names.out, 1))).toEqual([window(0, 1, 3, 5)]);
    await live.produce(names.in, [sale(7, 9.999)]);
    expect(values(await live.consume(names.late, 1))).toEqual([{ n: 7, ts: 9999 }]);
  });
});

it('noWatermarks: windows fire when the bounded input has ended', async () => {
  const names = await topics();
  await live.produce(names.in, [sale(1, 1), sale(2, 100), sale(3, 2)]);
  const args = { broker: live.broker, ...names, strategy: 'none', where: 'source', bounded: true };
  const handle = await live.submit(job, { args });
  expect(values(await live.consume(names.out, 2))).toEqual([window(0, 1, 3), window(100, 2)]);
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
});

it('a first time in seconds is doubted once, where the job prints', async () => {
  const names = await topics();
  const seconds = { value: { n: 1, ts: 1_780_000_000 } };
  await live.produce(names.in, [seconds, seconds]);
  const args = { broker: live.broker, ...names, strategy: 'monotonous', where: 'source', bounded: true };
  const handle = await live.submit(job, { args });
  const lines = [];
  for await (const { operator, level, text } of handle.logs()) lines.push({ operator, level, text });
  expect(lines).toEqual([
    {
      operator: 'sales',
      level: 'warn',
      text: expect.stringContaining('the time 1780000000, which looks like seconds.'),
    },
  ]);
});

it("without an assigner a record's timestamp is Kafka's", async () => {
  const names = await topics();
  const args = { broker: live.broker, ...names, strategy: 'kafka timestamps', where: 'source' };
  await live.run(job, { args });
  await live.produce(names.in, [
    { value: { n: 1, ts: 0 }, timestamp: 61_000 },
    { value: { n: 2, ts: 0 }, timestamp: 70_000 },
  ]);
  expect(values(await live.consume(names.out, 1))).toEqual([window(60, 1)]);
});

describe('a silent partition', () => {
  it('holds the watermark back, until it speaks', async () => {
    const names = await topics(2);
    await live.run(job, { args: { broker: live.broker, ...names, strategy: 'monotonous', where: 'source' } });
    await live.produce(names.in, [sale(1, 1, 1)]);
    await live.produce(names.in, [sale(2, 1), sale(3, 30)]);
    // Partition 0 is at 30 s; were partition 1 not waited for, these were late.
    await live.produce(names.in, [sale(4, 3, 1), sale(5, 9, 1)]);
    await live.produce(names.in, [sale(6, 10, 1)]);
    expect(values(await live.consume(names.out, 1))).toEqual([window(0, 1, 2, 4, 5)]);
  });

  it.each([1, 2])('withIdleness: no longer holds it back after a while, with parallelism %i', async (parallelism) => {
    const names = await topics(2);
    const args = {
      broker: live.broker,
      ...names,
      strategy: 'monotonous',
      where: 'source',
      idlenessMs: 300,
      parallelism,
    };
    await live.run(job, { args });
    await live.produce(names.in, [sale(1, 1)]);
    // Again and again: on a busy machine both partitions may have become idle before the watermark was sent.
    const fired = meanwhile(live.consume(names.out, 1), () => live.produce(names.in, [sale(2, 10)]));
    expect(values(await fired)).toEqual([window(0, 1)]);
    // When it speaks again, the watermark is where the other partition brought it.
    await live.produce(names.in, [sale(3, 5, 1)]);
    expect(values(await live.consume(names.late, 1))).toEqual([{ n: 3, ts: 5000 }]);
  });
});
