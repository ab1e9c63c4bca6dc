/** Metrics that nobody collects: a function can count, and read what it counted. */
import type { MetricCells } from '../runtime/bridge.js';

export function metricCells(): MetricCells {
  const counts = new Map<string, number>();
  const counted = (name: string) => {
    const count = () => counts.get(name) ?? 0;
    const add = (n: number) => counts.set(name, count() + n);
    return { count, add };
  };
  const groups = new Map<string, MetricCells>();
  return {
    counter(name) {
      const { count, add } = counted(`counter ${name}`);
      return { inc: add, count };
    },
    gauge: () => {},
    meter(name) {
      const { count, add } = counted(`meter ${name}`);
      // Flink's clock brings a meter's rate up to date every 5 seconds, and no such time passes here.
      return { mark: add, rate: () => 0, count };
    },
    histogram(name) {
      const { count, add } = counted(`histogram ${name}`);
      return { update: () => add(1), count };
    },
    addGroup(name, value) {
      const id = JSON.stringify([name, value]);
      const group = groups.get(id) ?? metricCells();
      groups.set(id, group);
      return group;
    },
  };
}
