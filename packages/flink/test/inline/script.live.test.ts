/** A job that is written inside a script, which submits it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();

async function trim(topic: string, ...names: string[]): Promise<string> {
  const script = fileBeside(import.meta.url, 'scripts/trim.ts');
  const words = ['--import', 'tsx', script, live.broker, topic, ...names];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 200_000 });
  return stdout;
}

test('it runs, prints and ends with the script', async () => {
  const [output = ''] = await live.topics('results');
  expect(await trim(output, 'ann ', 'bob')).toMatch(/\[trim\] trimming ann .*finished\n/s);
  const records = await live.consume(output, 2);
  expect(records.map(({ value }) => value.name)).toEqual(['ANN', 'BOB']);
});

test('a throw on the cluster names the line of the script', async () => {
  const [output = ''] = await live.topics('results');
  expect(await trim(output, '-')).toMatch(
    /scripts\/trim\.ts:20:15: Job trim failed in operator "trim": RangeError: There is no name\./,
  );
});
