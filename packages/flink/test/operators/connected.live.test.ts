import { describe, expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const HOUR = 3_600_000;

describe('two streams connected by key share state and timers', () => {
  it.each([
    ['connected, then keyed', false],
    ['keyed, then connected', true],
  ])('%s', async (_, keyedFirst) => {
    const [orders, payments, paid, unpaid] = (await live.topics('orders', 'payments', 'paid', 'unpaid')) as [
      string,
      string,
      string,
      string,
    ];
    const job = fileBeside(import.meta.url, 'jobs/payments.ts');
    await live.submit(job, { args: { broker: live.broker, orders, payments, paid, unpaid, keyedFirst } });
    const order = (id: number, at: number) => ({ value: { id, user: `user-${id}`, at } });
    const payment = (id: number, at: number) => ({ value: { order: { id }, amount: id * 10, at } });
    await live.produce(orders, [order(1, HOUR), order(2, HOUR + 1), order(3, HOUR + 2)]);
    await live.produce(payments, [payment(2, HOUR), payment(1, HOUR + 5), payment(4, HOUR + 6)]);
    await live.consume(paid, 2);
    // Both watermarks pass the hour: the timer of the third order fires, and no other.
    await live.produce(orders, [order(4, 2 * HOUR), order(5, 2 * HOUR)]);
    await live.produce(payments, [payment(5, 2 * HOUR)]);
    expect((await live.consume(unpaid, 1)).map(({ value }) => value)).toEqual([
      { unpaid: 3, at: HOUR + 2 + 60_000, domain: 'EVENT_TIME' },
    ]);
    const pairs = (await live.consume(paid, 4)).map(({ value }) => value);
    expect(pairs.sort((a, b) => a.order - b.order)).toEqual(
      [1, 2, 4, 5].map((id) => ({ order: id, user: `user-${id}`, amount: id * 10, key: { id } })),
    );
  });
});

it('each function of connected streams gets the records of its own input, and keyed ones share a count', async () => {
  const [out = ''] = await live.topics('out');
  const handle = await live.submit(fileBeside(import.meta.url, 'jobs/two-inputs.ts'), {
    args: { broker: live.broker, out },
  });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const values = (await live.consume(out, 20)).map(({ value }) => value as [string, string | number, number?]);
  const by = (name: string) => values.filter(([operator]) => operator === name).map(([, value]) => value);
  expect(by('map1').sort()).toEqual([1, 2]);
  expect(by('map2').sort()).toEqual(['1', '2']);
  expect(by('flatMap1').map(Number).sort()).toEqual([-1, -2, 1, 2]);
  expect(by('process1').sort()).toEqual([1, 2]);
  expect(by('process2').sort()).toEqual(['1', '2']);
  for (const operator of ['count', 'count flat']) {
    const counts = values.filter(([name]) => name === operator).map(([, value, count]) => `${value}: ${count}`);
    expect(counts.sort(), operator).toEqual(['1: 1', '1: 2', '2: 1', '2: 2']);
  }
});

it('an interval join pairs what is near in event time, with Flink’s timestamps, and sets late records apart', async () => {
  const [left = '', right = '', out = '', aside = ''] = await live.topics('left', 'right', 'out', 'aside');
  const job = fileBeside(import.meta.url, 'jobs/interval-join.ts');
  await live.submit(job, { args: { broker: live.broker, left, right, out, aside } });
  const event = (key: string, id: string, seconds: number) => ({ value: { key, id, at: HOUR + seconds * 1000 } });
  await live.produce(left, [event('a', 'l10', 10), event('b', 'other key', 10), event('a', 'told', 100)]);
  await live.produce(
    right,
    [8, 8.001, 10, 15, 15.001].map((seconds) => event('a', `r${seconds}`, seconds)),
  );
  // Its partner moves both watermarks past the pairs before.
  await live.produce(right, [event('a', 'r100', 100)]);
  const results = (await live.consume(out, 5)).map(({ value }) => value);
  const pair = (id: string, seconds: number) => {
    const at = HOUR + seconds * 1000;
    return { pair: `l10 ${id}`, left: HOUR + 10_000, right: at, at: Math.max(at, HOUR + 10_000) };
  };
  const paired = results.filter((result) => 'pair' in result).sort((a, b) => a.right - b.right);
  expect(paired).toEqual([pair('r8.001', 8.001), pair('r10', 10), pair('r15', 15)]);
  expect(results.filter((result) => 'passed' in result)).toEqual([
    { passed: HOUR + 10_000 },
    { passed: HOUR + 15_000 },
  ]);
  await live.produce(left, [event('a', 'too late', 20)]);
  await live.produce(right, [event('a', 'as well', 20)]);
  const set = (await live.consume(aside, 3)).map(({ value }) => value);
  expect(set.sort()).toEqual(['late left too late', 'late right as well', `told r100 at ${HOUR + 100_000}`]);
});

it('coGroup gives each key and window of two streams to one function, also where one of them is empty', async () => {
  const [out = ''] = await live.topics('out');
  const handle = await live.submit(fileBeside(import.meta.url, 'jobs/co-group.ts'), {
    args: { broker: live.broker, out },
  });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const groups = (await live.consume(out, 3)).map(({ value }) => value);
  const opened = true;
  expect(groups.sort((a, b) => (a.orders[0] ?? 9) - (b.orders[0] ?? 9))).toEqual([
    { orders: [1, 2], pages: ['/'], opened },
    { orders: [3], pages: [], opened },
    { orders: [], pages: ['/cart'], opened },
  ]);
});
