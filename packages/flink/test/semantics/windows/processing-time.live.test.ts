import { expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, useLive } from '../../harness.js';
import type { Sale } from './jobs/processing-time.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/processing-time.ts');
const NUMBERS = [1, 2, 3, 4, 5, 6];
/** In how many windows each record is. */
const COPIES = { tumbling: 1, sliding: 2, session: 1, 'dynamic session': 1, all: 1 };

const numbersOf = (records: IncomingRecord[], by: string): number[] =>
  records.filter(({ value }) => value.by === by).flatMap(({ value }) => value.numbers);

it('windows by the clock hold each record as often as they should, and fire when the clock has passed them', async () => {
  const [input, out] = await live.topics('in', 'out');
  await live.run(job, { args: { broker: live.broker, in: input, out } });
  await live.produce(
    input,
    NUMBERS.map((n) => ({ value: { shop: n % 2 ? 'odd' : 'even', n } satisfies Sale })),
  );
  const complete = (records: IncomingRecord[]) =>
    Object.entries(COPIES).every(([by, copies]) => numbersOf(records, by).length >= copies * NUMBERS.length);
  const records = await live.consume(out, complete);
  for (const [by, copies] of Object.entries(COPIES)) {
    const expected = NUMBERS.flatMap((n) => Array<number>(copies).fill(n));
    expect(numbersOf(records, by).sort(), by).toEqual(expected);
  }
  for (const { value } of records) {
    const { by, start, end, over } = value;
    expect(over).toBe(true);
    if (by === 'tumbling' || by === 'all') expect([start % 200, end - start]).toEqual([50, 200]);
    if (by === 'sliding') expect([start % 200, end - start]).toEqual([0, 400]);
    if (by.endsWith('session')) expect(end - start).toBeGreaterThanOrEqual(300);
  }
});
