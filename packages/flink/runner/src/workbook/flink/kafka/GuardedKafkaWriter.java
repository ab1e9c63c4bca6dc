package workbook.flink.kafka;

import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import workbook.flink.records.JsRecord;

/** The writer of a GuardedKafkaSink: Flink's, step by step. */
final class GuardedKafkaWriter
  implements StatefulSinkWriter<JsRecord, KafkaWriterState>, CommittingSinkWriter<JsRecord, KafkaCommittable>
{

  private final KafkaGuard guard;
  private final PrecommittingStatefulSinkWriter<JsRecord, KafkaWriterState, KafkaCommittable> writer;

  GuardedKafkaWriter(
    KafkaGuard guard,
    PrecommittingStatefulSinkWriter<JsRecord, KafkaWriterState, KafkaCommittable> writer
  ) {
    this.guard = guard;
    this.writer = writer;
  }

  @Override
  public void write(JsRecord record, Context context) {
    try {
      writer.write(record, context);
    } catch (Exception e) {
      throw guard.rethrow(e);
    }
  }

  @Override
  public void writeWatermark(Watermark watermark) {
    guard.run(() -> writer.writeWatermark(watermark));
  }

  @Override
  public void flush(boolean endOfInput) {
    guard.run(() -> writer.flush(endOfInput));
  }

  @Override
  public Collection<KafkaCommittable> prepareCommit() {
    return guard.call(writer::prepareCommit);
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpointId) {
    return guard.call(() -> writer.snapshotState(checkpointId));
  }

  @Override
  public void close() throws Exception {
    guard.close(writer);
  }
}
