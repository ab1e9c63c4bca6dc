package workbook.flink.records.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;

class FormatTest {

  private static final byte[] NO_TEXT = { (byte) 0xff, 0x41 };
  private static final String HALF = "a\ud83d";

  @Test
  void text_goes_in_and_out_as_UTF_8() throws FormatException {
    StringFormat text = (StringFormat) format("string");
    assertEquals("ä", text.decode("ä".getBytes(UTF_8)));
    assertArrayEquals("ä".getBytes(UTF_8), text.encode("ä"));
    refused("the value is not UTF-8 text", () -> text.decode(NO_TEXT));
    refused("the value has half of a surrogate pair", () -> text.encode(HALF));
  }

  @Test
  void bytes_go_in_and_out_as_base64() throws FormatException {
    StringFormat bytes = (StringFormat) format("bytes");
    assertEquals("/0E=", bytes.decode(NO_TEXT));
    assertArrayEquals(NO_TEXT, bytes.encode("/0E="));
    refused("a sink with format 'bytes' writes base64, and this value is none: it has a space", () ->
      bytes.encode("a b")
    );
  }

  @Test
  void a_number_that_JavaScript_can_not_hold_is_refused_or_becomes_text() throws FormatException {
    byte[] big = "{\"id\":9007199254740993,\"zero\":-0}".getBytes(UTF_8);
    Json kept = (Json) Format.of(node("json", "string"));
    assertEquals("{\"id\":\"9007199254740993\",\"zero\":0}", new String(kept.exact(big), UTF_8));
    Json strict = (Json) Format.of(node("json", "refuse"));
    refused("a JavaScript number can't hold 9007199254740993 (bigNumbers: 'string'", () -> strict.exact(big));
    refused("the value is not JSON: it begins with a byte order mark", () -> strict.exact("\ufeff1".getBytes(UTF_8)));
  }

  @Test
  void a_format_that_only_a_newer_workbook_has_is_named() {
    String message = assertThrows(IllegalArgumentException.class, () -> format("xml")).getMessage();
    assertTrue(message.contains("the format xml") && message.contains("npm start"), message);
  }

  private static void refused(String reason, Executable step) {
    String message = assertThrows(FormatException.class, step).getMessage();
    assertTrue(message.startsWith(reason), message);
  }

  /** As a sink has it. */
  private static Format format(String name) {
    return Format.of(node(name, null));
  }

  private static Plan.Node node(String format, String bigNumbers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", "prices");
    ObjectNode params = json.putObject("params").put("format", format);
    if (bigNumbers != null) params.put("bigNumbers", bigNumbers);
    return new Plan.Node(new JobSettings("a job", 5000, false, false), json);
  }
}
