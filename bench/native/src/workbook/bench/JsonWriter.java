package workbook.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerRecord;

/** Writes records as JSON, with a key and the clock's time. */
public class JsonWriter<T> implements KafkaRecordSerializationSchema<T> {

  private final String topic;
  private final KeySelector<T, String> key;
  private transient ObjectWriter writer;

  public JsonWriter(String topic, KeySelector<T, String> key) {
    this.topic = topic;
    this.key = key;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    writer = Json.mapper().writer();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, Long timestamp) {
    try {
      String text = key.getKey(record);
      byte[] keyBytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      return new ProducerRecord<>(topic, null, System.currentTimeMillis(), keyBytes, writer.writeValueAsBytes(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can't be written as JSON", e);
    } catch (Exception e) {
      throw new IllegalStateException("a record has no key", e);
    }
  }
}
