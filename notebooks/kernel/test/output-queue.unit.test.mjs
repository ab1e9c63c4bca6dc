// What happens to the output of cells when there is much of it, or nobody who takes it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { OutputQueue } from '../output-queue.mjs';

const CELL = { cell: 1 };
const NEXT_CELL = { cell: 2 };
const AGAIN = Object.assign(new Error('no room'), { code: 'EAGAIN' });
const LEFT_OUT =
  /\n\[([\d,]+) lines are left out here: more came than can be shown\. Print less, or write it to a file\.\]\n/g;

let time;
let sent;
let hasRoom;
let queue;

beforeEach(() => {
  time = 0;
  const messages = [];
  sent = messages;
  hasRoom = () => true;
  const send = async (request, type, content, lossy) => {
    if (!lossy && !hasRoom()) throw AGAIN;
    messages.push({ time, request, type, content: structuredClone(content), lossy });
  };
  const wait = async (ms) => {
    time += ms;
  };
  queue = new OutputQueue(send, { now: () => time, nextTurn, wait });
});

const printed = (name = 'stdout') =>
  sent.flatMap(({ content, type }) => (type === 'stream' && content.name === name ? content.text : [])).join('');

function printLines(from, to) {
  for (let line = from; line < to; line++) queue.write(CELL, 'stdout', `${line}\n`);
}

describe('output', () => {
  test('comes in order, and what is written in one go in one message', async () => {
    queue.publish(CELL, 'status', { execution_state: 'busy' });
    printLines(0, 3);
    queue.write(CELL, 'stderr', 'careful\n');
    queue.write(CELL, 'stdout', 'on\n');
    queue.display(CELL, { data: { 'text/html': '<p>' } }, false);
    queue.write(NEXT_CELL, 'stdout', 'next\n');
    await queue.drained();
    expect(sent.map(({ content, request, type }) => [request.cell, type, content.text])).toEqual([
      [1, 'status', undefined],
      [1, 'stream', '0\n1\n2\n'],
      [1, 'stream', 'careful\n'],
      [1, 'stream', 'on\n'],
      [1, 'display_data', undefined],
      [2, 'stream', 'next\n'],
    ]);
  });

  test('is complete though its reader has no room for a while', async () => {
    let refused = 0;
    hasRoom = () => refused++ % 8 === 7;
    for (let part = 0; part < 10; part++) {
      printLines(part * 1_000, (part + 1) * 1_000);
      await null;
    }
    await queue.drained();
    expect(printed()).toBe(Array.from({ length: 10_000 }, (_, line) => `${line}\n`).join(''));
  });

  test('is not faster than JupyterLab takes it', async () => {
    for (let part = 0; part < 40; part++) {
      printLines(0, 20_000);
      await queue.drained();
    }
    const inThreeSeconds = sent.map(({ time: start }) =>
      sent
        .filter(({ time: at }) => at >= start && at < start + 3_000)
        .reduce((bytes, { content }) => bytes + JSON.stringify(content).length, 0),
    );
    expect(Math.max(...inThreeSeconds)).toBeLessThan(3_000_000);
    expect(printed().match(/\n/g)).toHaveLength(40 * 20_000);
  });

  test('beyond what can be kept loses its oldest lines, and says how many', async () => {
    printLines(0, 1_000_000);
    queue.publish(CELL, 'status', { execution_state: 'idle' });
    await queue.drained();
    const lines = printed().replaceAll(LEFT_OUT, '').trimEnd().split('\n').map(Number);
    const left = [...printed().matchAll(LEFT_OUT)].map(([, count]) => Number(count.replaceAll(',', '')));
    expect(left).toHaveLength(1);
    expect(lines.length + left[0]).toBe(1_000_000);
    expect(lines).toEqual(lines.map((_, index) => index + left[0]));
    expect(sent.at(-1)?.type).toBe('status');
  });

  test('of a cell that is gone says under that cell what is missing', async () => {
    queue.write(CELL, 'stdout', 'old\n');
    for (let line = 0; line < 300_000; line++) queue.write(NEXT_CELL, 'stdout', `${line}\n`);
    await queue.drained();
    const [first] = sent;
    expect(first.request).toBe(CELL);
    expect(first.content.text).toMatch(/^\n\[1 line is left out here: /);
  });

  test('keeps its characters whole when one write is too long for a message', async () => {
    const text = `a${'😀'.repeat(100_000)}`;
    queue.write(CELL, 'stdout', text);
    await queue.drained();
    expect(sent.length).toBeGreaterThan(1);
    for (const { content } of sent) expect(() => encodeURIComponent(content.text)).not.toThrow();
    expect(printed()).toBe(text);
  });

  test('of a cell that computes without a pause is sent in between', () => {
    hasRoom = () => true;
    queue.write(CELL, 'stdout', '1 %\n');
    time += 200;
    queue.write(CELL, 'stdout', '2 %\n');
    expect(printed()).toBe('1 %\n2 %\n');
    time += 50;
    queue.write(CELL, 'stdout', '3 %\n');
    expect(printed()).toBe('1 %\n2 %\n');
  });

  test('of such a cell is complete, too, when its reader has no room', async () => {
    hasRoom = () => time > 1_000 && time % 500 !== 0;
    for (let part = 0; part < 20; part++) {
      printLines(part, part + 1);
      time += 250;
    }
    expect(printed()).not.toBe('');
    await queue.drained();
    expect(printed()).toBe(Array.from({ length: 20 }, (_, line) => `${line}\n`).join(''));
  });

  test('is nothing any more when the kernel has ended', async () => {
    queue.write(CELL, 'stdout', 'last\n');
    const drained = queue.drained();
    queue.close();
    await drained;
    await queue.drained();
    queue.write(CELL, 'stdout', 'later\n');
    expect(sent).toEqual([]);
  });
});

describe('what is shown', () => {
  const update = (id, text) => queue.display(CELL, { data: { text }, transient: { display_id: id } }, true);

  test('is the newest of the updates that wait', async () => {
    for (let frame = 0; frame < 1_000; frame++) {
      update('a', `a${frame}`);
      update('b', `b${frame}`);
    }
    await queue.drained();
    expect(sent.map(({ content }) => content.data.text)).toEqual(['a999', 'b999']);
  });

  test('is bounded, too', async () => {
    for (let picture = 0; picture < 100; picture++)
      queue.display(CELL, { data: { png: 'x'.repeat(1_000_000) } }, false);
    queue.write(CELL, 'stdout', 'end\n');
    await queue.drained();
    const shown = sent.filter(({ type }) => type === 'display_data').length;
    expect(shown).toBeGreaterThan(50);
    expect(printed()).toContain(`[${100 - shown} outputs are left out here: `);
  });
});

test('a reader that takes nothing holds up the others for half a minute, once', async () => {
  hasRoom = () => false;
  queue.publish(CELL, 'status', { execution_state: 'busy' });
  await queue.drained();
  queue.publish(CELL, 'status', { execution_state: 'idle' });
  await queue.drained();
  expect(sent.map(({ lossy }) => lossy)).toEqual([true, true]);
  expect(time).toBeGreaterThanOrEqual(30_000);
  expect(time).toBeLessThan(31_000);
  hasRoom = () => true;
  queue.publish(CELL, 'status', { execution_state: 'busy' });
  await queue.drained();
  expect(sent.at(-1)?.lossy).toBe(false);
});
