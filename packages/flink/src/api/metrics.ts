/**
 * Metrics of the job's own: what its functions count and measure, beside Flink's figures, in the dashboard, in Flink's REST
 * API and in `JobHandle.metrics()`.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/metrics/
 */

/** Counts up and down, in whole numbers. */
export interface Counter {
  inc(n?: number): void;
  dec(n?: number): void;
  getCount(): number;
}

/** How often something happens: events a second, over the last minute. */
export interface Meter {
  markEvent(n?: number): void;
  getRate(): number;
  getCount(): number;
}

/** How values are spread: least, greatest, mean and quantiles of the last 1000. */
export interface Histogram {
  /** Whole numbers; a fraction is rounded. */
  update(value: number): void;
  getCount(): number;
}

/** Gives a value when it is asked for. */
export interface Gauge {
  getValue(): number;
}

/** Metrics are registered in `open()`; a name is used once in each group. */
export interface MetricGroup {
  counter(name: string): Counter;
  /** A value that is read a few times a second, on the thread of the function. */
  gauge(name: string, gauge: (() => number) | Gauge): Gauge;
  meter(name: string): Meter;
  histogram(name: string): Histogram;
  /** A group inside this one; its metrics are called `name.metric`, or `key.value.metric`. */
  addGroup(name: string): MetricGroup;
  addGroup(key: string, value: string): MetricGroup;
}
