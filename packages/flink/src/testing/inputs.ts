/** What becomes of a record that comes in, for each kind of operator. */
import { parseRecord } from '../runtime/records/json-records.js';
import type { Task } from './task.js';

/** The adapter's functions, which depend on its kind. */
export type Calls = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/** Handles a record of input 1 or 2. */
export type ProcessRecord = (value: unknown, input: 1 | 2) => void;

/** @param calls the functions of the adapter */
export function processRecord(op: string, calls: Calls, task: Task): ProcessRecord {
  const call = (value: unknown, ...more: unknown[]) => calls.call?.(value, ...more);
  const ofInput = (value: unknown, input: 1 | 2) => (input === 1 ? calls.call1 : calls.call2)?.(value);
  switch (op) {
    case 'map':
      return (value) => task.collect(call(value));
    case 'filter':
      return (value) => {
        if (call(value)) task.emit(value);
      };
    case 'coMap':
      return (value, input) => task.collect(ofInput(value, input));
    case 'coFlatMap':
    case 'coProcess':
    case 'keyedCoProcess':
      return ofInput;
    case 'reduce':
      return keyedReduce(call, task);
    case 'window':
      return countingAggregate(calls, task);
    default:
      return (value) => call(value);
  }
}

/** As Flink's StreamGroupedReduce: a key's first record is its first result. */
function keyedReduce(reduce: (first: unknown, second: unknown) => unknown, task: Task): ProcessRecord {
  const state = task.states().value('_op_state', null);
  return (value) => {
    const earlier = state.get();
    const result = earlier === null ? value : reduce(parseRecord(earlier, true), value);
    state.set(JSON.stringify(result));
    task.emit(result);
  };
}

/** The window that never ends, firing at each record. Its accumulator is written between two records. */
function countingAggregate({ create, add, result, text, restore }: Calls, task: Task): ProcessRecord {
  const contents = task.states().value('window-contents', null);
  return (value) => {
    const earlier = contents.get();
    const accumulator = add?.(JSON.stringify(value), earlier === null ? create?.() : restore?.(earlier));
    task.emit(parseRecord(result?.(accumulator) as string, true));
    contents.set(text?.(accumulator) as string);
  };
}
