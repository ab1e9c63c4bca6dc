import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const RECORDS = 40;

interface Arrived {
  n: number;
  from: number;
  to: number;
  way: string;
}

it('records reach the subtasks that broadcast, forward, global, rebalance, rescale and shuffle promise', async () => {
  const [out = ''] = await live.topics('out');
  const handle = await live.submit(fileBeside(import.meta.url, 'jobs/partitioned.ts'), {
    args: { broker: live.broker, out, records: RECORDS },
  });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const arrived = (await live.consume(out, 8 * RECORDS)).map(({ value }) => value as Arrived);
  const by = (way: string) => arrived.filter((record) => record.way === way);
  const numbers = (records: Arrived[]) => records.map(({ n }) => n).sort((a, b) => a - b);
  const all = Array.from({ length: RECORDS }, (_, n) => n);

  for (const way of ['forward', 'global', 'rebalance', 'rescale', 'shuffle', 'broadcast, then keyed']) {
    expect(numbers(by(way)), way).toEqual(all);
  }
  for (const subtask of [0, 1]) expect(numbers(by('broadcast').filter(({ to }) => to === subtask))).toEqual(all);
  expect(by('forward').every(({ from, to }) => from === to)).toBe(true);
  expect(by('rescale').every(({ from, to }) => from === to)).toBe(true);
  expect(by('global').every(({ to }) => to === 0)).toBe(true);
  for (const way of ['rebalance', 'shuffle']) {
    expect(new Set(by(way).map(({ from, to }) => `${from}→${to}`)).size, way).toBe(4);
  }
});
