import type { RestartStrategyPlan } from '../../plan/plan.js';
import { type Duration, wholeMillis } from '../duration.js';
import { spelled } from '../spelled.js';

/**
 * A job's options, under Flink's own configuration keys.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/task_failure_recovery/
 */
export interface JobConfiguration {
  /**
   * What happens when a task fails. Without it, a throw in one of the job's functions ends the job, and lost
   * TaskManagers or brokers are retried as long as checkpoints are on.
   */
  'restart-strategy.type'?: 'none' | 'fixed-delay' | 'exponential-delay';
  /** How often a failed job is started again. Flink's default: 1. */
  'restart-strategy.fixed-delay.attempts'?: number;
  /** The pause before each attempt. Flink's default: 1 s. */
  'restart-strategy.fixed-delay.delay'?: Duration;
  /** The first pause. Flink's default: 1 s. */
  'restart-strategy.exponential-delay.initial-backoff'?: Duration;
  /** The longest pause. Flink's default: 1 minute. */
  'restart-strategy.exponential-delay.max-backoff'?: Duration;
  /** How much longer each pause is than the one before. Flink's default: 1.5. */
  'restart-strategy.exponential-delay.backoff-multiplier'?: number;
  /** After this long without a failure the pause is the first again. Flink's default: 1 hour. */
  'restart-strategy.exponential-delay.reset-backoff-threshold'?: Duration;
}

const OPTIONS: Required<Record<keyof JobConfiguration, true>> = {
  'restart-strategy.type': true,
  'restart-strategy.fixed-delay.attempts': true,
  'restart-strategy.fixed-delay.delay': true,
  'restart-strategy.exponential-delay.initial-backoff': true,
  'restart-strategy.exponential-delay.max-backoff': true,
  'restart-strategy.exponential-delay.backoff-multiplier': true,
  'restart-strategy.exponential-delay.reset-backoff-threshold': true,
};

/**
 * The plan's restart strategy, or undefined if the configuration names none.
 * @throws TypeError for options that can't be set here, and for a strategy that Flink doesn't have; RangeError for
 *   numbers below 1, and times that Flink can't take
 */
export function restartStrategyOf(configuration: JobConfiguration): RestartStrategyPlan | undefined {
  const unknown = Object.keys(configuration).find((option) => !Object.hasOwn(OPTIONS, option));
  if (unknown !== undefined) {
    throw new TypeError(
      `env.configure: the option ${JSON.stringify(unknown)} can't be set in a job. These can: ${Object.keys(OPTIONS).join(', ')}`,
    );
  }
  switch (configuration['restart-strategy.type']) {
    case undefined:
      return undefined;
    case 'none':
      return { kind: 'none' };
    case 'fixed-delay':
      return {
        kind: 'fixedDelay',
        attempts: atLeastOne(configuration, 'restart-strategy.fixed-delay.attempts', 1, Number.isInteger),
        delayMs: pause(configuration, 'restart-strategy.fixed-delay.delay', 1000, 0),
      };
    case 'exponential-delay':
      return {
        kind: 'exponentialDelay',
        initialBackoffMs: pause(configuration, 'restart-strategy.exponential-delay.initial-backoff', 1000, 1),
        maxBackoffMs: pause(configuration, 'restart-strategy.exponential-delay.max-backoff', 60_000, 1),
        backoffMultiplier: atLeastOne(
          configuration,
          'restart-strategy.exponential-delay.backoff-multiplier',
          1.5,
          Number.isFinite,
        ),
        resetBackoffThresholdMs: pause(
          configuration,
          'restart-strategy.exponential-delay.reset-backoff-threshold',
          3_600_000,
          1,
        ),
      };
    default:
      throw new TypeError(
        `restart-strategy.type is ${JSON.stringify(configuration['restart-strategy.type'])}: none, fixed-delay or exponential-delay is expected`,
      );
  }
}

/** In ms. @throws RangeError for less than `leastMs` */
function pause<K extends keyof JobConfiguration>(
  configuration: JobConfiguration & { [key in K]?: Duration },
  key: K,
  byDefaultMs: number,
  leastMs: number,
): number {
  return wholeMillis(configuration[key] ?? byDefaultMs, leastMs, `${key}: a time`);
}

/** @throws RangeError for a number below 1, or one that is not of the kind that is asked for. */
function atLeastOne<K extends keyof JobConfiguration>(
  configuration: JobConfiguration & { [key in K]?: number },
  key: K,
  byDefault: number,
  isOfKind: (value: unknown) => boolean,
): number {
  const value: number = configuration[key] ?? byDefault;
  if (isOfKind(value) && value >= 1) return value;
  const kind = isOfKind === Number.isInteger ? 'whole number' : 'number';
  throw new RangeError(`${key} is ${spelled(value)}: a ${kind} from 1 is expected`);
}
