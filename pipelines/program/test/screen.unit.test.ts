import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openScreen } from '../screen.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a screen that is no terminal', () => {
  it('writes a line every two seconds, and none that says what the last one said', () => {
    vi.advanceTimersByTime(2_000);
    let text = '';
    const out = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const rendering = { table: String, line: (view: string) => view };
    const screen = openScreen(rendering, out as NodeJS.WriteStream, {});
    for (const view of ['sending 1', 'sending 2', 'sending 3', 'finishing', 'finishing', 'finishing', 'the end']) {
      vi.advanceTimersByTime(1_000);
      screen.show(view);
    }
    expect(text).toBe('sending 1\nsending 3\nfinishing\nthe end\n');
  });
});
