package workbook.flink.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class MalformedRecordTest {

  private static final byte[] NO_TEXT = { (byte) 0xff, 0x41 };

  @Test
  void text_is_told_as_text() {
    MalformedRecord record = record("k".getBytes(UTF_8), "{oops".getBytes(UTF_8));
    assertEquals(
      "{\"reason\":\"why\",\"topic\":\"orders\",\"partition\":3,\"offset\":17,\"timestamp\":-1,\"key\":\"k\"," +
        "\"value\":\"{oops\",\"valueEncoding\":\"utf8\"}",
      record.describe().toString()
    );
    assertEquals("orders partition 3 offset 17", record.place());
  }

  @Test
  void bytes_are_told_as_base64() {
    assertEquals("/0E=", record(NO_TEXT, NO_TEXT).describe().get("key").asText());
    assertEquals("/0E=", record(null, NO_TEXT).describe().get("value").asText());
    assertEquals("base64", record(null, NO_TEXT).describe().get("valueEncoding").asText());
  }

  @Test
  void a_tombstone_has_neither() {
    assertEquals("null", record(null, null).describe().get("value").toString());
    assertEquals("none", record(null, null).describe().get("valueEncoding").asText());
  }

  @Test
  void only_bytes_that_are_UTF_8_are_text() {
    assertEquals("ä\uFFFD", MalformedRecord.decode("ä\uFFFD".getBytes(UTF_8)));
    assertNull(MalformedRecord.decode(NO_TEXT));
  }

  @Test
  void it_can_not_leave_its_source() {
    assertThrows(IllegalStateException.class, record(null, null)::text);
  }

  private static MalformedRecord record(byte[] key, byte[] value) {
    return new MalformedRecord("why", new ConsumerRecord<>("orders", 3, 17, key, value));
  }
}
