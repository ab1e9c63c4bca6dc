import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTurn } from '../../setup/turn.mjs';

let cache;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'setup-turn-'));
});
afterEach(() => rm(cache, { recursive: true }));

const marks = () => readdir(join(cache, 'turns'));

it('two setups of one clone work one after the other', async () => {
  const events = [];
  const work = (name) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} ends`);
  };
  await Promise.all([inTurn(cache, '/clone', work('one')), inTurn(cache, '/clone', work('two'))]);
  const [first, second] = events[0] === 'one begins' ? ['one', 'two'] : ['two', 'one'];
  expect(events).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  expect(await marks()).toEqual([]);
});

it('two clones do not wait for each other', async () => {
  const result = await inTurn(cache, '/clone', () => inTurn(cache, '/other clone', async () => 'both'));
  expect(result).toBe('both');
});

it('the next one takes over from a setup that was killed', async () => {
  const module = join(import.meta.dirname, 'hold-turn.mjs');
  const holder = fork(module, [cache, '/clone']);
  await once(holder, 'message');
  const waiting = new Promise((resolve) => {
    inTurn(cache, '/clone', async () => resolve('taken over'), { onWait: () => holder.kill('SIGKILL') });
  });
  expect(await waiting).toBe('taken over');
});

it('and from one whose process id belongs to a stranger by now', async () => {
  await inTurn(cache, '/clone', async () => {
    const [name] = await marks();
    const mark = join(cache, 'turns', name);
    const stranger = `${process.ppid} a-setup-before-the-reboot`;
    await rm(mark);
    await writeFile(mark, stranger);
    // The beat of this test's own turn would keep the mark alive; the stranger's turn shows no sign of life.
    expect(await readFile(mark, 'utf8')).toBe(stranger);
  });
  expect(await inTurn(cache, '/clone', async () => 'taken over', { silenceMs: 300 })).toBe('taken over');
});
