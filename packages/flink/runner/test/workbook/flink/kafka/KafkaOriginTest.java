package workbook.flink.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import workbook.flink.records.MalformedRecord;

class KafkaOriginTest {

  @Test
  void a_malformed_record_is_told_with_its_place_and_its_key() {
    MalformedRecord record = malformed("k".getBytes(UTF_8));
    assertEquals(
      "{\"reason\":\"why\",\"topic\":\"orders\",\"partition\":3,\"offset\":17,\"timestamp\":-1,\"key\":\"k\"," +
        "\"value\":\"{oops\",\"valueEncoding\":\"utf8\"}",
      record.describe().toString()
    );
    assertEquals("orders partition 3 offset 17", record.place());
  }

  @Test
  void a_key_that_is_no_text_is_told_as_base64() {
    assertEquals(
      "\"/0E=\"",
      malformed(new byte[] { (byte) 0xff, 0x41 })
        .describe()
        .get("key")
        .toString()
    );
    assertEquals("null", malformed(null).describe().get("key").toString());
  }

  private static MalformedRecord malformed(byte[] key) {
    return KafkaOrigin.malformed("why", new ConsumerRecord<>("orders", 3, 17, key, "{oops".getBytes(UTF_8)));
  }
}
