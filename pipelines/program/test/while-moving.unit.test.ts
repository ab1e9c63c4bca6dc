import { describe, expect, it } from 'vitest';
import { untilTrue } from '../while-moving.js';

describe('untilTrue', () => {
  it('waits for longer than its patience, as long as something moves', async () => {
    let read = 0;
    const began = performance.now();
    await untilTrue({
      what: 'all is read',
      condition: () => performance.now() - began > 900,
      progress: () => {
        read += 1;
        return `${read} read`;
      },
      stillMs: 300,
    });
    expect(read).toBeGreaterThan(2);
  });

  it('gives up when nothing moves, and says how things stand', async () => {
    const waiting = untilTrue({
      what: 'all is read',
      condition: () => false,
      progress: () => '7 of 9 read',
      stillMs: 100,
    });
    await expect(waiting).rejects.toThrow(
      'Waited until all is read, in vain: nothing has moved for 0.1 s (7 of 9 read).',
    );
  });

  it('gives the cause instead, if there is one', async () => {
    const waiting = untilTrue({
      what: 'all is read',
      condition: () => false,
      progress: () => '',
      cause: async () => new Error('The job failed.'),
      stillMs: 100,
    });
    await expect(waiting).rejects.toThrow('The job failed.');
  });
});
