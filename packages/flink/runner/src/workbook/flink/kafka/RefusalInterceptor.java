package workbook.flink.kafka;

import java.util.Map;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.Headers;

/** Listens in the sink's producer: Flink's writer hears that a record was refused, but not which one. */
public final class RefusalInterceptor implements ProducerInterceptor<byte[], byte[]> {

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    return record;
  }

  /** On any thread, before Flink's writer hears of it. */
  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception refusal, Headers headers) {
    if (refusal != null && headers instanceof WrittenRecord.Trace record) record.refusals.add(record, refusal);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // Each record knows whom to tell.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
