import type { Gauge, MetricGroup } from '../api/metrics.js';
import { spelled } from '../api/spelled.js';
import type { MetricCells } from './bridge.js';
import { refusePromise } from './records/json-records.js';

/** The metric group of one operator's subtask. */
export function metricGroup(cells: MetricCells): MetricGroup {
  return {
    counter(name) {
      const counter = cells.counter(named(name, 'counter'));
      return {
        inc: (n = 1) => counter.inc(whole(n, name)),
        dec: (n = 1) => counter.inc(-whole(n, name)),
        getCount: () => counter.count(),
      };
    },
    gauge(name, gauge) {
      const getValue = typeof gauge === 'function' ? gauge : () => gauge.getValue();
      cells.gauge(named(name, 'gauge'), () => finite(getValue(), name));
      return { getValue } satisfies Gauge;
    },
    meter(name) {
      const meter = cells.meter(named(name, 'meter'));
      return {
        markEvent: (n = 1) => meter.mark(whole(n, name)),
        getRate: () => meter.rate(),
        getCount: () => meter.count(),
      };
    },
    histogram(name) {
      const histogram = cells.histogram(named(name, 'histogram'));
      return {
        update: (value) => histogram.update(Math.round(finite(value, name))),
        getCount: () => histogram.count(),
      };
    },
    addGroup: (name: string, value?: string) =>
      metricGroup(cells.addGroup(named(name, 'addGroup'), value === undefined ? null : named(value, 'addGroup'))),
  };
}

function named(name: unknown, method: string): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new TypeError(`${method}: a name is expected first`);
}

function whole(n: unknown, name: string): number {
  if (Number.isSafeInteger(n)) return n as number;
  throw new TypeError(`the metric "${name}" was given ${spelled(n)}: a whole number is expected`);
}

function finite(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  refusePromise(value, `the value of the metric "${name}"`);
  throw new TypeError(`the metric "${name}" is ${spelled(value)}: a number is expected`);
}
