import type { ConsoleLine } from '@workbook/flink';
import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();

it('generated records are aggregated as they come, and print() shows them where the job was submitted', async () => {
  const [out = ''] = await live.topics('out');
  const job = await live.submit(fileBeside(import.meta.url, 'jobs/generated.ts'), {
    args: { broker: live.broker, out },
  });
  expect((await job.waitForEnd(PATIENT)).state).toBe('FINISHED');

  const values = (await live.consume(out, 7 * 6)).map(({ value }) => value);
  const by = (name: string) => values.filter((result) => result.by === name).map(({ index, value }) => [index, value]);
  expect(by('sum').map(([, value]) => value)).toEqual([5, 8, 12, 15, 20, 21]);
  expect(by('sum').every(([index]) => index === 0)).toBe(true);
  expect(by('min')).toEqual([5, 3, 3, 3, 3, 1].map((value) => [0, value]));
  expect(by('max')).toEqual([5, 5, 5, 5, 5, 5].map((value) => [0, value]));
  expect(by('minBy').map(([index]) => index)).toEqual([0, 1, 1, 1, 1, 5]);
  expect(by('last minBy').map(([index]) => index)).toEqual([0, 1, 1, 3, 3, 5]);
  expect(by('maxBy').map(([index]) => index)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(by('last maxBy').map(([index]) => index)).toEqual([0, 0, 0, 0, 4, 4]);

  const lines: ConsoleLine[] = [];
  for await (const line of job.logs()) lines.push(line);
  const printed = lines.filter(({ level }) => level === 'print');
  expect(
    lines
      .filter(({ level }) => level === 'log')
      .map(({ text }) => text)
      .sort(),
  ).toEqual([0, 1, 2, 3, 4, 5].map((n) => `saw ${n}`));
  expect(printed.filter(({ text }) => text.startsWith('reading ')).map(({ text }) => text)).toEqual(
    [0, 1, 2, 3, 4, 5].map((n) => `reading ${n}`),
  );
  const withPrefix = printed.filter(({ text }) => text.startsWith('readings:'));
  expect(withPrefix).toHaveLength(6);
  for (const { text, subtask } of withPrefix) {
    expect(text).toMatch(new RegExp(`^readings:${subtask + 1}> \\{"sensor":"a","index":\\d,"value":\\d\\}$`));
  }
});

it('a generator without an end keeps to its rate, and each subtask counts through a range of its own', async () => {
  const [out = ''] = await live.topics('out');
  await live.run(fileBeside(import.meta.url, 'jobs/endless.ts'), { args: { broker: live.broker, out, perSecond: 40 } });
  const middle = 2 ** 52;
  const isLow = (n: number) => n < middle - 1;
  const records = await live.consume(out, (all) => all.length >= 100 && !all.every(({ value }) => isLow(value)));
  // A limiter may catch up on one second: that of 100 records at 40 a second at most 1.5 s remain.
  const times = records.slice(0, 100).map(({ timestamp }) => timestamp);
  expect(Math.max(...times) - (times[0] ?? 0)).toBeGreaterThan(1000);
  const numbers = records.map(({ value }) => value as number);
  const [low, high] = [numbers.filter(isLow), numbers.filter((n) => !isLow(n))];
  expect(low).toEqual(low?.map((_, i) => i));
  expect(high).toEqual(high?.map((_, i) => (high[0] ?? 0) + i));
  expect(high?.[0]).toBeGreaterThan(middle - 2);
});
