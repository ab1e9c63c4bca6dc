import type { PlanNode } from '../../plan/plan.js';
import type { Graph } from '../graph/graph.js';

/** What `stream.sinkTo` writes to: a KafkaSink or a DiscardingSink. */
export interface Sink<T> {
  /** Only for the compiler. */
  readonly recordType: (record: T) => void;
  /** Called by `stream.sinkTo`. */
  addTo(graph: Graph, input: PlanNode): PlanNode;
}

/** Takes all records and does nothing with them: to measure a job, or to run it for what its functions do. */
export class DiscardingSink<T> implements Sink<T> {
  declare readonly recordType: (record: T) => void;

  addTo(graph: Graph, input: PlanNode): PlanNode {
    return graph.add('discard', [input], 'Sink: Discard', {}, {});
  }
}
