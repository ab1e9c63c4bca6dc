import type { Graph } from '../graph/graph.js';
import type { SingleOutputStreamOperator } from '../streams/data-stream.js';
import type { WatermarkStrategy } from '../watermark-strategy.js';

/**
 * What `env.fromSource` reads: a KafkaSource or a DataGeneratorSource.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/sources/
 */
export interface Source<T, Stream extends SingleOutputStreamOperator<T> = SingleOutputStreamOperator<T>> {
  /** Only for the compiler. */
  readonly recordType: () => T;
  /** Called by `env.fromSource`, which returns its stream. */
  addTo(graph: Graph, watermarks: WatermarkStrategy<T>, name: string): Stream;
}
