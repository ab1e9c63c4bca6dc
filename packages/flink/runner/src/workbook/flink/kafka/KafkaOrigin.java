package workbook.flink.kafka;

import java.util.Base64;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import workbook.flink.records.MalformedRecord;
import workbook.flink.records.Utf8;

/** What is told of a record of Kafka's that could not be read, besides its value. */
final class KafkaOrigin {

  private KafkaOrigin() {}

  static MalformedRecord malformed(String reason, ConsumerRecord<byte[], byte[]> source) {
    return new MalformedRecord(reason, place(source), describe(source), source.value());
  }

  /** `orders partition 0 offset 17`. */
  private static String place(ConsumerRecord<byte[], byte[]> source) {
    return source.topic() + " partition " + source.partition() + " offset " + source.offset();
  }

  private static ObjectNode describe(ConsumerRecord<byte[], byte[]> source) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("topic", source.topic());
    json.put("partition", source.partition());
    json.put("offset", source.offset());
    json.put("timestamp", source.timestamp());
    return json.put("key", source.key() == null ? null : textOrBase64(source.key()));
  }

  private static String textOrBase64(byte[] bytes) {
    String text = Utf8.textOf(bytes);
    return text == null ? Base64.getEncoder().encodeToString(bytes) : text;
  }
}
