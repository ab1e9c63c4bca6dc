/**
 * A source that makes its records up: for tests, demonstrations and load.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/datagen/
 */
import type { RateLimitPlan } from '../../plan/plan.js';
import type { Graph } from '../graph/graph.js';
import { spelled } from '../spelled.js';
import { SingleOutputStreamOperator } from '../streams/data-stream.js';
import type { WatermarkStrategy } from '../watermark-strategy.js';
import type { Source } from './source.js';

/** How fast a {@link DataGeneratorSource} may be. */
export class RateLimiterStrategy {
  private constructor(
    /** Undefined for no limit. */
    readonly plan: RateLimitPlan | undefined,
  ) {}

  /**
   * So many records a second, by all subtasks together. Less than one a second is allowed.
   * @throws RangeError for anything but a number above 0.
   */
  static perSecond(recordsPerSecond: number): RateLimiterStrategy {
    if (!Number.isFinite(recordsPerSecond) || recordsPerSecond <= 0) {
      throw new RangeError(`RateLimiterStrategy.perSecond(${recordsPerSecond}): a number above 0 is expected`);
    }
    return new RateLimiterStrategy({ kind: 'perSecond', records: recordsPerSecond });
  }

  /**
   * So many records between two checkpoints, by all subtasks together: at least one for each of them.
   * @throws RangeError for anything but a whole number from 1.
   */
  static perCheckpoint(recordsPerCheckpoint: number): RateLimiterStrategy {
    if (!Number.isSafeInteger(recordsPerCheckpoint) || recordsPerCheckpoint < 1) {
      throw new RangeError(
        `RateLimiterStrategy.perCheckpoint(${recordsPerCheckpoint}): a whole number from 1 is expected`,
      );
    }
    return new RateLimiterStrategy({ kind: 'perCheckpoint', records: recordsPerCheckpoint });
  }

  /** As fast as it can. */
  static noOp(): RateLimiterStrategy {
    return new RateLimiterStrategy(undefined);
  }
}

/**
 * Calls a function with the numbers from 0 up to (not including) `count`, and emits what it returns. The subtasks share
 * the numbers: each has a range of its own and works through it in order. After a restart from a checkpoint the source goes on
 * where it was, so the function must return the same for the same number.
 *
 * ```ts
 * env.fromSource(
 *   new DataGeneratorSource((index) => ({ sensor: index % 10, celsius: 20 + (index % 7) }), 1000, RateLimiterStrategy.perSecond(50)),
 *   WatermarkStrategy.noWatermarks(),
 *   'sensors',
 * );
 * ```
 */
export class DataGeneratorSource<T> implements Source<T> {
  declare readonly recordType: () => T;

  /**
   * @param count how many records there are; the job ends after them. Without it there is practically no end.
   * @throws TypeError without a function, RangeError for a count that is no whole number from 1.
   */
  constructor(
    readonly generatorFunction: (index: number) => T,
    readonly count: number = Number.MAX_SAFE_INTEGER,
    readonly rateLimiterStrategy: RateLimiterStrategy = RateLimiterStrategy.noOp(),
  ) {
    if (typeof generatorFunction !== 'function') {
      throw new TypeError('new DataGeneratorSource: a function is expected first that makes a record from its number');
    }
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`new DataGeneratorSource: a count of ${spelled(count)}, a whole number from 1 is expected`);
    }
  }

  addTo(graph: Graph, watermarks: WatermarkStrategy<T>, name: string): SingleOutputStreamOperator<T> {
    const node = graph.add(
      'generator',
      [],
      name,
      { generate: this.generatorFunction, timestamp: watermarks.timestampAssigner },
      { count: this.count, rateLimit: this.rateLimiterStrategy.plan, watermarks: watermarks.plan },
    );
    return new SingleOutputStreamOperator<T>(graph, node);
  }
}
