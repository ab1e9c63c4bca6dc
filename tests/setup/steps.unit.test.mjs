import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { duration, runSteps, size } from '../../setup/steps.mjs';

function paper() {
  const stream = new Writable({
    write(chunk, _, done) {
      stream.text += chunk;
      done();
    },
  });
  stream.text = '';
  return stream;
}

it('each step waits for those it needs, and says what it did', async () => {
  const order = [];
  const stream = paper();
  const step = (id, after, words) => ({
    id,
    title: `Step ${id}`,
    after,
    run: async () => void order.push(id) ?? words,
  });
  await runSteps([step('c', ['a', 'b'], 'built'), step('a', [], undefined), step('b', ['a'], '34 MB')], { stream });
  expect(order).toEqual(['a', 'b', 'c']);
  expect(stream.text.replaceAll(/\d\.\d s/g, 'TIME')).toBe(
    '  ✓ Step a: already there\n  ✓ Step b: 34 MB, TIME\n  ✓ Step c: built, TIME\n',
  );
});

it('a failure ends the run: later steps do not start, and the first error is the one to read', async () => {
  const stream = paper();
  let interrupted;
  const interruption = new Promise((resolve) => {
    interrupted = resolve;
  });
  const steps = [
    { id: 'broken', title: 'Broken', run: async () => Promise.reject(new Error('first')) },
    { id: 'slow', title: 'Slow', run: () => interruption.then(() => Promise.reject(new Error('second'))) },
    { id: 'later', title: 'Later', after: ['broken'], run: async () => expect.unreachable() },
  ];
  await expect(runSteps(steps, { stream, onFailure: interrupted })).rejects.toThrow('first');
  expect(stream.text).toBe('  ✗ Broken: failed\n  · Slow: stopped\n');
});

it('amounts are written as people read them', () => {
  expect([duration(0.04), duration(12.3), duration(185)]).toEqual(['0.0 s', '12 s', '3 min 5 s']);
  expect([size(900), size(34_400_000)]).toEqual(['1 kB', '34 MB']);
});
