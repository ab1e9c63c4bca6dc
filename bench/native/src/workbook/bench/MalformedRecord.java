package workbook.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that could not be read, in the form of the TypeScript API's {@code source.malformed()}. */
public class MalformedRecord {

  public String reason;
  public String topic;
  public int partition;
  public long offset;
  public long timestamp;
  public String key;
  public String value;

  @JsonProperty("valueEncoding")
  public String valueEncoding;

  public static MalformedRecord of(ConsumerRecord<byte[], byte[]> record, String reason) {
    MalformedRecord malformed = new MalformedRecord();
    malformed.reason = reason;
    malformed.topic = record.topic();
    malformed.partition = record.partition();
    malformed.offset = record.offset();
    malformed.timestamp = record.timestamp();
    malformed.key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      malformed.valueEncoding = "none";
      return malformed;
    }
    try {
      malformed.value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record.value())).toString();
      malformed.valueEncoding = "utf8";
    } catch (CharacterCodingException e) {
      malformed.value = Base64.getEncoder().encodeToString(record.value());
      malformed.valueEncoding = "base64";
    }
    return malformed;
  }
}
