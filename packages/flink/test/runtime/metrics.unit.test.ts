import { describe, expect, it } from 'vitest';
import type { MetricCells } from '../../src/runtime/bridge.js';
import { metricGroup } from '../../src/runtime/metrics.js';

/** Notes what reaches the runner. */
function noted() {
  const calls: unknown[] = [];
  const cells = (path: string): MetricCells => ({
    counter: (name) => ({ inc: (n) => calls.push([`${path}${name}`, n]), count: () => 7 }),
    gauge: (name, read) => calls.push([`${path}${name}`, read]),
    meter: (name) => ({ mark: (n) => calls.push([`${path}${name}`, n]), rate: () => 0.5, count: () => 2 }),
    histogram: (name) => ({ update: (value) => calls.push([`${path}${name}`, value]), count: () => 3 }),
    addGroup: (name, value) => cells(`${path}${name}.${value === null ? '' : `${value}.`}`),
  });
  return { calls, metrics: metricGroup(cells('')) };
}

describe('a metric', () => {
  it('reaches the runner under its name and groups, with 1 where nothing is said', () => {
    const { calls, metrics } = noted();
    const counter = metrics.counter('checked');
    counter.inc();
    counter.inc(4);
    counter.dec();
    metrics.addGroup('shop', 'oslo').addGroup('day').meter('rate').markEvent();
    metrics.histogram('eur').update(2.6);
    expect(calls).toEqual([
      ['checked', 1],
      ['checked', 4],
      ['checked', -1],
      ['shop.oslo.day.rate', 1],
      ['eur', 3],
    ]);
    expect(counter.getCount()).toBe(7);
  });

  it.each<[string, RegExp, (metrics: ReturnType<typeof noted>['metrics']) => unknown]>([
    ['without a name', /counter: a name is expected/, (metrics) => metrics.counter('')],
    ['counted in halves', /"n" was given 0\.5: a whole number/, (metrics) => metrics.counter('n').inc(0.5)],
    ['of NaN', /"eur" is NaN: a number is expected/, (metrics) => metrics.histogram('eur').update(Number.NaN)],
  ])('%s is refused', (_, sentence, use) => {
    expect(() => use(noted().metrics)).toThrow(sentence);
  });

  it('that is a gauge is checked when it is read', () => {
    const { calls, metrics } = noted();
    let value: unknown = 3;
    metrics.gauge('size', () => value as number);
    const [[, read]] = calls as [[string, () => number]];
    expect(read()).toBe(3);
    value = undefined;
    expect(read).toThrow('the metric "size" is undefined: a number is expected');
  });
});
