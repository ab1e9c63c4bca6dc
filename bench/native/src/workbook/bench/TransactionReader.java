package workbook.bench;

import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.util.Collector;

/** Reads messages in the source, so that each partition has watermarks of its own. */
public class TransactionReader implements KafkaRecordDeserializationSchema<Received> {

  private transient ObjectReader reader;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    reader = Json.mapper().readerFor(Transaction.class);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Received> out) {
    out.collect(read(record));
  }

  private Received read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) return new Received(null, MalformedRecord.of(record, "a tombstone"));
    try {
      Transaction transaction = reader.readValue(record.value());
      String flaw = transaction.findFlaw();
      return flaw == null ? new Received(transaction, null) : new Received(null, MalformedRecord.of(record, flaw));
    } catch (IOException e) {
      return new Received(null, MalformedRecord.of(record, e.getMessage()));
    }
  }

  @Override
  public TypeInformation<Received> getProducedType() {
    return TypeInformation.of(Received.class);
  }
}
