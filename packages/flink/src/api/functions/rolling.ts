/**
 * The rolling aggregations of a keyed stream, and those of a window, as reduce functions. As in Flink, `sum`, `min` and
 * `max` change one field of the first record, whose other fields stay as they were; `minBy` and `maxBy` emit whole records.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/
 */

import { spelled } from '../spelled.js';
import type { ReduceFunction } from './functions.js';

/** The names of a record's fields that hold values of type `V`, and never anything else. */
export type FieldOf<T, V> = { [F in keyof T & string]-?: T[F] extends V ? F : never }[keyof T & string];
/** The names of a record's fields that can be compared: numbers or texts. */
export type ComparableField<T> = FieldOf<T, number> | FieldOf<T, string>;

/** Which of two records a rolling aggregation prefers. */
export type Preference = 'smaller' | 'larger';

export class RollingSum<T> implements ReduceFunction<T> {
  constructor(readonly field: keyof T & string) {}

  /** @throws RangeError where the sum of integers is beyond what a number holds exactly */
  reduce(first: T, second: T): T {
    const [a, b] = [number(first, this.field), number(second, this.field)];
    const sum = a + b;
    if (Number.isInteger(sum) && !Number.isSafeInteger(sum)) this.requireFractions(a, b);
    return { ...first, [this.field]: sum };
  }

  /** Fractions are rounded in every language. Java's long is exact up to 2^63. */
  private requireFractions(a: number, b: number): void {
    if (!Number.isInteger(a) || !Number.isInteger(b)) return;
    throw new RangeError(
      `the sum of the field "${this.field}" would be ${BigInt(a) + BigInt(b)}, beyond ${Number.MAX_SAFE_INTEGER} (2^53 - 1), up to which a JavaScript number holds every integer. Sum a larger unit, or use reduce() with texts and BigInt`,
    );
  }
}

export class RollingExtreme<T> implements ReduceFunction<T> {
  constructor(
    readonly field: keyof T & string,
    readonly preference: Preference,
  ) {}

  reduce(first: T, second: T): T {
    const better = compare(second, first, this.field, this.preference) > 0;
    return better ? { ...first, [this.field]: second[this.field] } : first;
  }
}

export class RollingBest<T> implements ReduceFunction<T> {
  /** @param keepFirst which of several equally good records stays: the first or the last */
  constructor(
    readonly field: keyof T & string,
    readonly preference: Preference,
    readonly keepFirst: boolean,
  ) {}

  reduce(first: T, second: T): T {
    const difference = compare(second, first, this.field, this.preference);
    return difference > 0 || (difference === 0 && !this.keepFirst) ? second : first;
  }
}

/** Above 0 if `a` is preferred, 0 if both are equal. */
function compare<T>(a: T, b: T, field: keyof T & string, preference: Preference): number {
  const [x, y] = [comparable(a, field), comparable(b, field)];
  if (typeof x !== typeof y)
    throw new TypeError(`the field "${field}" is a number in one record and a text in another`);
  const order = x < y ? -1 : Number(x > y);
  return preference === 'smaller' ? -order : order;
}

function number<T>(record: T, field: keyof T & string): number {
  const value: unknown = record[field];
  if (typeof value === 'number') return value;
  throw new TypeError(`the field "${field}" is ${spelled(value)}: a number is expected`);
}

function comparable<T>(record: T, field: keyof T & string): number | string {
  const value: unknown = record[field];
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new TypeError(`the field "${field}" is ${spelled(value)}: a number or a text is expected`);
}
