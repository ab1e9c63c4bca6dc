import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/window-state.ts');
const sale = (shop: string, seconds: number) => ({ value: { shop, n: 1, ts: seconds * 1000 } });

async function topics(): Promise<{ in: string; out: string; cleared: string }> {
  const [input, out, cleared] = await live.topics('in', 'out', 'cleared');
  return { in: input, out, cleared };
}

it("a window's state is its own, a key's is shared by all its windows, and clear() sees it last", async () => {
  const names = await topics();
  await live.run(job, { args: { broker: live.broker, ...names, windows: 'keyed' } });
  await live.produce(names.in, [sale('x', 1), sale('x', 12)]);
  await live.consume(names.out, 1);
  await live.produce(names.in, [sale('x', 5)]);
  await live.consume(names.out, 2);
  await live.produce(names.in, [sale('_', 30)]);
  const [gone] = await live.consume(names.cleared, 2);
  expect(gone?.value).toEqual({ start: 0, firings: 2 });
  const records = await live.consume(names.out, 3);
  expect(records.map(({ value }) => value)).toEqual([
    { shop: 'x', start: 0, firings: 1, all: 1, sizes: [1], starts: [[0, 1]] },
    { shop: 'x', start: 0, firings: 2, all: 2, sizes: [1, 2], starts: [[0, 2]] },
    {
      shop: 'x',
      start: 10_000,
      firings: 1,
      all: 3,
      sizes: [1],
      starts: [
        [0, 2],
        [10_000, 1],
      ],
    },
  ]);
});

it('the windows of a stream without keys have state, too', async () => {
  const names = await topics();
  await live.run(job, { args: { broker: live.broker, ...names, windows: 'all' } });
  await live.produce(names.in, [sale('x', 1), sale('y', 2), sale('x', 12), sale('_', 40)]);
  const cleared = await live.consume(names.cleared, 2);
  expect(cleared.map(({ value }) => value)).toEqual([
    { start: 0, sales: 2 },
    { start: 10_000, sales: 1 },
  ]);
  const records = await live.consume(names.out, 2);
  expect(records.map(({ value }) => value)).toEqual([
    { start: 0, all: 1 },
    { start: 10_000, all: 2 },
  ]);
});

it.each([
  ['session', /session windows merge.*globalState\(\)/],
  ['twice', /windowState\(\): there is a state "firings" in globalState\(\) already/],
])("asking for a state that can't be is refused at the line that asks: %s", async (windows, sentence) => {
  const names = await topics();
  const handle = await live.submit(job, { args: { broker: live.broker, ...names, windows } });
  await live.produce(names.in, [sale('x', 1), sale('x', 50)]);
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FAILED');
  const failure = await handle.failure();
  expect(failure?.message).toMatch(sentence);
  expect(failure?.message).toMatch(/window-state\.ts:\d+:\d+: Job window-state failed in operator "counts"/);
});
