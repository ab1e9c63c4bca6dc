/** How a chart follows its data. */
import * as Plot from '@observablehq/plot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liveChart } from '../src/live-chart.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function chartOn(shown: string[]) {
  const options = {
    title: 'A number',
    describe: (value: number) => `it is ${value}`,
    plot: (value: number) => ({ marks: [Plot.barX([value])] }),
  };
  return liveChart(options, { html: (text) => shown.push(/it is \d+/.exec(text)?.[0] ?? text) });
}

test('the first data is drawn at once, and the newest a moment later', () => {
  const shown: string[] = [];
  const chart = chartOn(shown);
  for (let value = 1; value <= 50; value++) chart.update(value);
  expect(shown).toEqual(['it is 1']);
  vi.advanceTimersByTime(100);
  expect(shown).toEqual(['it is 1', 'it is 50']);
});

test('nothing is drawn when there is nothing new', () => {
  const shown: string[] = [];
  chartOn(shown).update(1);
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(1);
});

test('what is due later can be drawn at once, and is not drawn again', () => {
  const shown: string[] = [];
  const chart = chartOn(shown);
  chart.update(38);
  chart.update(40);
  const { [Symbol.for('workbook.dueDrawings')]: due = [] } = globalThis as { [key: symbol]: Iterable<() => void> };
  for (const draw of [...due]) draw();
  expect(shown).toEqual(['it is 38', 'it is 40']);
  expect([...due]).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(2);
});

test('a steady stream of data is drawn ten times a second', () => {
  const shown: string[] = [];
  const chart = chartOn(shown);
  for (let ms = 0; ms < 1000; ms++) {
    chart.update(ms);
    vi.advanceTimersByTime(1);
  }
  expect(shown.length).toBeGreaterThanOrEqual(9);
  expect(shown.length).toBeLessThanOrEqual(11);
});

test('a mistake in what is drawn is thrown where the data was given', () => {
  const describe = () => {
    throw new Error('no words');
  };
  const broken = liveChart({ title: 'Nothing', describe, plot: () => ({}) }, { html: () => {} });
  expect(() => broken.update(undefined)).toThrow('no words');
});

test('outside of a notebook it says that there is nowhere to draw', () => {
  expect(() => liveChart({ title: '', describe: () => '', plot: () => ({}) })).toThrow(
    "liveChart() shows its result below a notebook's cell, and this program is no notebook.",
  );
});
