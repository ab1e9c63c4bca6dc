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
