import { MALFORMED_TAG } from '../../plan/names.js';
import { DataStream, SingleOutputStreamOperator } from '../streams/data-stream.js';
import type { MalformedRecord } from './kafka-source.js';

/** The stream of a Kafka source. */
export class KafkaStreamSource<T> extends SingleOutputStreamOperator<T> {
  /**
   * The records that could not be read, with the reason. Without it, the first such record fails the job.
   * Their timestamp is Kafka's, and they don't move the watermark.
   */
  malformed(): DataStream<MalformedRecord> {
    return new DataStream<MalformedRecord>(
      this.graph,
      this.graph.add('sideOutput', [this.node], `malformed records of ${this.node.name}`, {}, { tag: MALFORMED_TAG }),
    );
  }
}
