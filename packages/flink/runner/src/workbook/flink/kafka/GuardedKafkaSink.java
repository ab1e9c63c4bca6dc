package workbook.flink.kafka;

import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import workbook.flink.records.JsRecord;

/**
 * Flink's Kafka sink, no exception of which leaves its task: Flink's own throws what Kafka refused a second time when
 * it is closed, and that ends the TaskManager (see TaskCleanUp). On its way, what Kafka refused becomes a sentence.
 */
final class GuardedKafkaSink
  implements
    Sink<JsRecord>,
    SupportsWriterState<JsRecord, KafkaWriterState>,
    SupportsCommitter<KafkaCommittable>,
    SupportsPostCommitTopology<KafkaCommittable>
{

  private final KafkaSink<JsRecord> sink;
  private final KafkaGuard guard;

  GuardedKafkaSink(KafkaSink<JsRecord> sink, KafkaGuard guard) {
    this.sink = sink;
    this.guard = guard;
  }

  @Override
  public GuardedKafkaWriter createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public GuardedKafkaWriter restoreWriter(WriterInitContext context, Collection<KafkaWriterState> state) {
    TwoPhaseCommittingStatefulSink<JsRecord, KafkaWriterState, KafkaCommittable> kafka = sink;
    return guard.take(() -> new GuardedKafkaWriter(guard, kafka.restoreWriter(guard.surround(context), state)));
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    Committer<KafkaCommittable> committer = guard.take(() -> sink.createCommitter(context));
    return new Committer<>() {
      @Override
      public void commit(Collection<CommitRequest<KafkaCommittable>> requests) {
        guard.run(() -> committer.commit(requests));
      }

      @Override
      public void close() throws Exception {
        guard.close(committer);
      }
    };
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committables) {
    sink.addPostCommitTopology(committables);
  }
}
