package workbook.flink.kafka;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.Header;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.Headers;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record on its way to Kafka. The producer forgets it at once and keeps its headers until the broker has answered, so
 * they remember what a refusal has to say of it.
 */
final class WrittenRecord extends ProducerRecord<byte[], byte[]> {

  private final Trace trace;

  WrittenRecord(KafkaRefusals refusals, String topic, Long timestamp, byte[] key, byte[] value, List<Header> headers) {
    super(topic, null, timestamp, key, value);
    trace = new Trace(refusals, this, headers);
  }

  @Override
  public Headers headers() {
    return trace;
  }

  /** A time in ms since 1970 as people write it, or the number where it is in no calendar. */
  static String time(long timestamp) {
    try {
      return Instant.ofEpochMilli(timestamp).toString();
    } catch (DateTimeException e) {
      return String.valueOf(timestamp);
    }
  }

  /** The headers of a record in flight, and what is worth knowing of the rest. */
  static final class Trace extends RecordHeaders {

    private static final int KEY_BYTES = 100;
    private static final int VALUE_BYTES = 2000;

    final KafkaRefusals refusals;
    final String topic;
    /** In ms since 1970; null where the producer puts in its clock's time. */
    final Long timestamp;
    private final byte[] key;
    private final byte[] value;
    private final int keyBytes;
    private final int valueBytes;

    Trace(KafkaRefusals refusals, ProducerRecord<byte[], byte[]> record, List<Header> headers) {
      super(headers);
      this.refusals = refusals;
      topic = record.topic();
      timestamp = record.timestamp();
      key = head(record.key(), KEY_BYTES);
      value = head(record.value(), VALUE_BYTES);
      keyBytes = record.key() == null ? 0 : record.key().length;
      valueBytes = record.value() == null ? 0 : record.value().length;
    }

    /** Large values are not kept a second time. */
    private static byte[] head(byte[] bytes, int length) {
      return bytes == null || bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Key, value and headers, without what Kafka adds to them. */
    int bytes() {
      int bytes = keyBytes + valueBytes;
      for (Header header : this) {
        bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
      }
      return bytes;
    }

    /** `the record with key "a" (5012 bytes, time 2026-11-30T02:00:00Z)`. */
    String describe() {
      String keyed = key == null ? "without a key" : "with key \"" + text(key, keyBytes) + '"';
      return (
        "the record " + keyed + " (" + bytes() + " bytes" + (timestamp == null ? "" : ", time " + time(timestamp)) + ')'
      );
    }

    /** The beginning of the value; null for a tombstone. */
    String excerpt() {
      return value == null ? null : text(value, valueBytes);
    }

    private static String text(byte[] head, int length) {
      String end = head.length < length ? "…" : "";
      String text = new String(head, StandardCharsets.UTF_8);
      // A character that the end of the excerpt cuts in two is no sign of bytes.
      boolean isText = text.indexOf('\uFFFD') < 0 || (!end.isEmpty() && text.indexOf('\uFFFD') >= text.length() - 3);
      return (isText ? text.replace("\uFFFD", "") : Base64.getEncoder().encodeToString(head)) + end;
    }
  }
}
