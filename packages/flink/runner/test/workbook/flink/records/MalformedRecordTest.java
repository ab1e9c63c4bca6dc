package workbook.flink.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class MalformedRecordTest {

  @Test
  void its_value_is_text_or_base64_or_none() {
    assertEquals(told("\"{oops\"", "utf8"), record("{oops".getBytes(UTF_8)).describe().toString());
    assertEquals(
      told("\"/0E=\"", "base64"),
      record(new byte[] { (byte) 0xff, 0x41 })
        .describe()
        .toString()
    );
    assertEquals(told("null", "none"), record(null).describe().toString());
  }

  @Test
  void it_can_not_leave_its_source() {
    String message = assertThrows(IllegalStateException.class, record(null)::text).getMessage();
    assertEquals("a malformed record left its source: line 7", message);
  }

  private static String told(String value, String encoding) {
    return "{\"reason\":\"why\",\"line\":7,\"value\":" + value + ",\"valueEncoding\":\"" + encoding + "\"}";
  }

  private static MalformedRecord record(byte[] value) {
    return new MalformedRecord("why", "line 7", JsonNodeFactory.instance.objectNode().put("line", 7), value);
  }
}
