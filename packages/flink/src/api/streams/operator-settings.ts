/** What operators and sinks can be set to. */
import type { PlanNode } from '../../plan/plan.js';
import { spelled } from '../spelled.js';

/** The settings that an operator and a sink have in common. */
export abstract class OperatorSettings {
  constructor(
    /** The plan's node that is set. */
    readonly node: PlanNode,
  ) {}

  /** Its name in the dashboard and in error messages. */
  name(name: string): this {
    this.node.name = name;
    return this;
  }

  /** Says more about it than its name does: the dashboard shows it in the job's graph. */
  setDescription(description: string): this {
    if (typeof description !== 'string' || description === '') {
      throw new TypeError('setDescription: a text is expected');
    }
    this.node.description = description;
    return this;
  }

  /** Names its state in savepoints, so that a changed job finds it again. */
  uid(uid: string): this {
    this.node.uid = uid;
    return this;
  }

  /** How many subtasks it has. */
  setParallelism(parallelism: number): this {
    this.node.parallelism = possible(this.node, checkParallelism(parallelism));
    return this;
  }

  /** The limit to which it can be rescaled: fixed with its first savepoint. */
  setMaxParallelism(maxParallelism: number): this {
    this.node.maxParallelism = possible(this.node, checkParallelism(maxParallelism, 'max parallelism'));
    return this;
  }

  /** Has it run in a thread of its own: it is chained neither to its input nor to what follows. */
  disableChaining(): this {
    this.node.chaining = 'never';
    return this;
  }

  /**
   * Operators and sinks of different groups never share a slot, so the job needs more of them. What follows is in the same
   * group, unless it says otherwise.
   */
  slotSharingGroup(group: string): this {
    if (typeof group !== 'string' || group === '') throw new TypeError('slotSharingGroup: a name is expected');
    this.node.slotSharingGroup = group;
    return this;
  }
}

function possible({ op }: PlanNode, parallelism: number): number {
  if (op === 'windowAll' && parallelism !== 1) {
    throw new RangeError('the windows of a stream without keys have one subtask: use keyBy(…).window(…) for more');
  }
  return parallelism;
}

/** The names of its methods. */
export const SETTINGS = Object.getOwnPropertyNames(OperatorSettings.prototype).filter((name) => name !== 'constructor');

/** Gives a class the methods of {@link OperatorSettings}, where it extends another one already. */
export function withSettings<C extends { prototype: { readonly node: PlanNode } }>(target: C): C {
  const methods = Object.getOwnPropertyDescriptors(OperatorSettings.prototype) as Record<string, PropertyDescriptor>;
  for (const name of SETTINGS) Object.defineProperty(target.prototype, name, methods[name] ?? {});
  return target;
}

/** @throws RangeError for anything but a whole number from 1. */
export function checkParallelism(parallelism: number, what = 'parallelism'): number {
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 32768) {
    throw new RangeError(`a ${what} of ${spelled(parallelism)}: a whole number from 1 to 32768 is expected`);
  }
  return parallelism;
}

/** @throws RangeError for anything but a whole number from 0; for the whole job, from -1. */
export function checkBufferTimeout(timeoutMs: number, of: 'job' | 'operator'): number {
  if (!Number.isInteger(timeoutMs) || timeoutMs < (of === 'job' ? -1 : 0)) {
    const full = of === 'job' ? '-1 only full buffers' : 'env.setBufferTimeout(-1) only full buffers, of the whole job';
    throw new RangeError(
      `setBufferTimeout(${spelled(timeoutMs)}): whole milliseconds are expected; 0 sends each record at once, ${full}`,
    );
  }
  return timeoutMs;
}
