/**
 * Joins records of two keyed streams that have the same key and are near each other in event time.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/joining/#interval-join
 */

import type { Duration } from '../duration.js';
import type { ProcessJoinFunction } from '../functions/co-functions.js';
import type { OutputTag } from '../output-tag.js';
import type { KeyedStream, SingleOutputStreamOperator } from './data-stream.js';

/** Two keyed streams, before it is said how near their records must be. */
export class IntervalJoin<A, B, K> {
  constructor(
    private readonly left: KeyedStream<A, K>,
    private readonly right: KeyedStream<B, K>,
  ) {}

  /** The default, and the only way there is: Flink refuses interval joins in processing time. */
  inEventTime(): this {
    return this;
  }

  /**
   * A pair is a left record and a right one with the same key whose timestamp is at least the left one's plus `lowerBound`,
   * and at most the left one's plus `upperBound`. Bounds may be negative: the right record came first.
   *
   * Both sides are kept as state until the watermark has passed what could still find a partner.
   * @throws RangeError if the lower bound is above the upper one
   */
  between(lowerBound: Duration, upperBound: Duration): IntervalJoined<A, B, K> {
    const [lowerBoundMs, upperBoundMs] = [lowerBound.toMillis(), upperBound.toMillis()];
    if (lowerBoundMs > upperBoundMs) {
      throw new RangeError(
        `between: the lower bound of ${lowerBoundMs} ms is above the upper bound of ${upperBoundMs} ms, so no pair could be found`,
      );
    }
    return new IntervalJoined(this.left, this.right, lowerBoundMs, upperBoundMs);
  }
}

/** Two keyed streams and the interval of their pairs; both bounds belong to it unless it is said otherwise. */
export class IntervalJoined<A, B, K> {
  #lowerBoundInclusive = true;
  #upperBoundInclusive = true;
  #leftLateTag: string | undefined;
  #rightLateTag: string | undefined;

  constructor(
    private readonly left: KeyedStream<A, K>,
    private readonly right: KeyedStream<B, K>,
    private readonly lowerBoundMs: number,
    private readonly upperBoundMs: number,
  ) {}

  /** A right record exactly at the lower bound makes no pair. */
  lowerBoundExclusive(): this {
    this.#lowerBoundInclusive = false;
    return this;
  }

  /** A right record exactly at the upper bound makes no pair. */
  upperBoundExclusive(): this {
    this.#upperBoundInclusive = false;
    return this;
  }

  /** Sends left records that come behind the watermark to a side output. Without it they are dropped. */
  sideOutputLeftLateData(tag: OutputTag<A>): this {
    this.#leftLateTag = tag.id;
    return this;
  }

  /** Sends right records that come behind the watermark to a side output. Without it they are dropped. */
  sideOutputRightLateData(tag: OutputTag<B>): this {
    this.#rightLateTag = tag.id;
    return this;
  }

  /**
   * Calls the function for each pair, as soon as its second record has come.
   * @throws RangeError if the exclusive bounds leave no time between them
   */
  process<O>(processJoinFunction: ProcessJoinFunction<A, B, O>): SingleOutputStreamOperator<O> {
    const least = this.lowerBoundMs + (this.#lowerBoundInclusive ? 0 : 1);
    const most = this.upperBoundMs - (this.#upperBoundInclusive ? 0 : 1);
    if (least > most) {
      throw new RangeError(
        `between ${this.lowerBoundMs} ms and ${this.upperBoundMs} ms, without the bounds that were made exclusive, there is no time left: no pair could be found`,
      );
    }
    return this.left.transform<O, 'intervalJoin'>(
      'intervalJoin',
      'Interval Join',
      { intervalJoin: processJoinFunction },
      {
        lowerBoundMs: this.lowerBoundMs,
        upperBoundMs: this.upperBoundMs,
        lowerBoundInclusive: this.#lowerBoundInclusive,
        upperBoundInclusive: this.#upperBoundInclusive,
        leftLateTag: this.#leftLateTag,
        rightLateTag: this.#rightLateTag,
      },
      this.right,
    );
  }
}
