import type { PlanNode } from '../../plan/plan.js';
import { checkDescription, checkParallelism, checkSlotSharingGroup } from './operator-settings.js';

/** The end of a stream. */
export class DataStreamSink {
  constructor(private readonly node: PlanNode) {}

  /** The sink's name in the dashboard and in error messages. */
  name(name: string): this {
    this.node.name = name;
    return this;
  }

  /** Says more about the sink than its name does: the dashboard shows it in the job's graph. */
  setDescription(description: string): this {
    this.node.description = checkDescription(description);
    return this;
  }

  /** Names the sink's state in savepoints. */
  uid(uid: string): this {
    this.node.uid = uid;
    return this;
  }

  /** How many subtasks write. */
  setParallelism(parallelism: number): this {
    this.node.parallelism = checkParallelism(parallelism);
    return this;
  }

  /** The limit to which the sink can be rescaled; fixed with its first savepoint. */
  setMaxParallelism(maxParallelism: number): this {
    this.node.maxParallelism = checkParallelism(maxParallelism, 'max parallelism');
    return this;
  }

  /** Has the sink run in a thread of its own. */
  disableChaining(): this {
    this.node.chaining = 'never';
    return this;
  }

  /** Sinks and operators of different groups never share a slot. */
  slotSharingGroup(group: string): this {
    this.node.slotSharingGroup = checkSlotSharingGroup(group);
    return this;
  }
}
