import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();

test('what functions count and measure is there for each subtask and summed', async () => {
  const [input, output] = await live.topics({ name: 'sales', partitions: 2 }, 'large');
  const args = { broker: live.broker, input, output };
  const job = await live.run(fileBeside(import.meta.url, 'jobs/measured.ts'), { args });
  const sales = [40, 120, 300].map((amount, i) => ({
    partition: i % 2,
    value: { shop: i === 1 ? 'oslo' : 'bergen', amount },
  }));
  await live.produce(input, sales);
  await live.consume(output, 2);

  const measured = async () => (await job.metrics()).operators.find(({ name }) => name === 'large sales')?.user ?? {};
  const settled = async () => {
    const { checked, greatest } = await measured();
    return [checked?.sum, greatest?.sum];
  };
  await expect.poll(settled, { interval: 100 }).toEqual([3, 420]);
  const user = await measured();
  expect([...(user.checked?.bySubtask ?? [])].sort()).toEqual([1, 2]);
  expect([...(user.greatest?.bySubtask ?? [])].sort()).toEqual([120, 300]);
  expect(user['shop.oslo.sales']?.sum).toBe(2);
  expect([...(user['amounts.eur_max']?.bySubtask ?? [])].sort()).toEqual([120, 300]);
  expect(user).toHaveProperty('rate');
  // Nothing of Flink's own.
  const names = Object.keys(user).filter((name) => !name.startsWith('amounts.eur_'));
  expect(names.sort()).toEqual(['checked', 'greatest', 'rate', 'shop.oslo.sales']);
  const others = (await job.metrics()).operators.filter(({ name }) => name !== 'large sales');
  expect(others.map(({ name, user }) => [name, Object.keys(user)]).filter(([, own]) => own?.length)).toEqual([]);
});
