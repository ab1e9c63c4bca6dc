package workbook.flink.records;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a Kafka source passes on instead of a record that it could not read. It gets no timestamp from the assigner and
 * moves no watermark; the operator that is chained to the source takes it out of the stream (MalformedSplit).
 */
public final class MalformedRecord extends JsRecord {

  private final String reason;
  private final ConsumerRecord<byte[], byte[]> source;

  public MalformedRecord(String reason, ConsumerRecord<byte[], byte[]> source) {
    this.reason = reason;
    this.source = source;
  }

  public String reason() {
    return reason;
  }

  /** `orders partition 0 offset 17`. */
  public String place() {
    return source.topic() + " partition " + source.partition() + " offset " + source.offset();
  }

  /** The record of the side output: MalformedRecord of kafka-source.ts. */
  public ObjectNode describe() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("reason", reason);
    json.put("topic", source.topic());
    json.put("partition", source.partition());
    json.put("offset", source.offset());
    json.put("timestamp", source.timestamp());
    String key = source.key() == null ? null : decode(source.key());
    json.put("key", source.key() == null || key != null ? key : Base64.getEncoder().encodeToString(source.key()));
    String value = source.value() == null ? null : decode(source.value());
    if (source.value() == null) json.putNull("value").put("valueEncoding", "none");
    else if (value != null) json.put("value", value).put("valueEncoding", "utf8");
    else json.put("value", Base64.getEncoder().encodeToString(source.value())).put("valueEncoding", "base64");
    return json;
  }

  /** Strictly: null if the bytes are not UTF-8. */
  public static String decode(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) return text;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Override
  public byte[] text() {
    throw new IllegalStateException("a malformed record left its source: " + place());
  }
}
