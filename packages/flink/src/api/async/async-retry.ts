/**
 * When an asynchronous function asks again.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/asyncio/#retry-support
 */
import type { RetryPlan } from '../../plan/async.js';
import { type Duration, wholeMillis } from '../duration.js';

/** Why a call of a service did not come to a result. */
export interface AsyncError {
  message: string;
  /** The service's address. */
  url: string;
  /** The answer's status, or null if there was no answer. */
  status: number | null;
  /** The beginning of the answer's body; empty if there was none. */
  body: string;
}

/** What an attempt is judged by. Without either predicate nothing is retried, as in Flink. */
export interface AsyncRetryPredicates<OUT> {
  /** Whether to ask again after these results: one, or none at all (status 204). */
  ifResult?: (results: readonly OUT[]) => boolean;
  /** Whether to ask again after this failure. A timeout is none: it ends all attempts. */
  ifException?: (error: AsyncError) => boolean;
}

/** The two predicates that Flink has ready. */
export const RetryPredicates = {
  EMPTY_RESULT_PREDICATE: (results: readonly unknown[]): boolean => results.length === 0,
  HAS_EXCEPTION_PREDICATE: (_error: AsyncError): boolean => true,
} as const;

export interface FixedDelayOptions<OUT> extends AsyncRetryPredicates<OUT> {
  /** How often it may ask again, after the first time. */
  maxAttempts: number;
  /** The pause before each attempt. */
  fixedDelay: Duration;
}

export interface ExponentialBackoffDelayOptions<OUT> extends AsyncRetryPredicates<OUT> {
  /** How often it may ask again, after the first time. */
  maxAttempts: number;
  /** The first pause. */
  initialDelay: Duration;
  /** The longest pause. */
  maxRetryDelay: Duration;
  /** How much longer each pause is than the one before: 1 or more. */
  multiplier: number;
}

/** Whether and when a record is asked about again. All attempts together have the operator's timeout. */
export abstract class AsyncRetryStrategy<OUT> {
  declare readonly resultType: (results: readonly OUT[]) => void;
  abstract readonly plan: RetryPlan | undefined;
  abstract readonly predicates: AsyncRetryPredicates<OUT>;
}

class NoRetryStrategy extends AsyncRetryStrategy<unknown> {
  readonly plan = undefined;
  readonly predicates = {};
}

class FixedDelayRetryStrategy<OUT = unknown> extends AsyncRetryStrategy<OUT> {
  readonly plan: RetryPlan;

  /** @throws RangeError for a number of attempts that is none, or a negative pause. */
  constructor(readonly predicates: FixedDelayOptions<OUT>) {
    super();
    const { maxAttempts, fixedDelay } = predicates;
    this.plan = {
      kind: 'fixedDelay',
      maxAttempts: attempts('FixedDelayRetryStrategy', maxAttempts),
      delayMs: wholeMillis(fixedDelay, 0, 'FixedDelayRetryStrategy: a fixedDelay'),
    };
  }
}

class ExponentialBackoffDelayRetryStrategy<OUT = unknown> extends AsyncRetryStrategy<OUT> {
  readonly plan: RetryPlan;

  /** @throws RangeError for numbers that make no sense. */
  constructor(readonly predicates: ExponentialBackoffDelayOptions<OUT>) {
    super();
    const { maxAttempts, initialDelay, maxRetryDelay, multiplier } = predicates;
    if (!Number.isFinite(multiplier) || multiplier < 1) {
      throw new RangeError(
        `ExponentialBackoffDelayRetryStrategy: a multiplier of ${multiplier}: 1 or more is expected`,
      );
    }
    this.plan = {
      kind: 'exponentialBackoff',
      maxAttempts: attempts('ExponentialBackoffDelayRetryStrategy', maxAttempts),
      initialDelayMs: wholeMillis(initialDelay, 0, 'ExponentialBackoffDelayRetryStrategy: an initialDelay'),
      maxRetryDelayMs: wholeMillis(maxRetryDelay, 0, 'ExponentialBackoffDelayRetryStrategy: a maxRetryDelay'),
      multiplier,
    };
  }
}

/** The strategies, with the properties of Flink's builders as one options object. */
export const AsyncRetryStrategies = {
  NO_RETRY_STRATEGY: new NoRetryStrategy() as AsyncRetryStrategy<unknown>,
  FixedDelayRetryStrategy,
  ExponentialBackoffDelayRetryStrategy,
} as const;

function attempts(strategy: string, maxAttempts: number): number {
  if (Number.isInteger(maxAttempts) && maxAttempts > 0) return maxAttempts;
  throw new RangeError(`${strategy}: maxAttempts is ${maxAttempts}: a whole number from 1 is expected`);
}
