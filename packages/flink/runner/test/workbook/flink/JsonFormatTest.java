package workbook.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import workbook.flink.records.JsRecord;

/** What savepoints hold: their format must stay readable for ever. */
class JsonFormatTest {

  private static final byte[] RECORD_IN_VERSION_1 = {
    0,
    0,
    0,
    9,
    '{',
    '"',
    'a',
    '"',
    ':',
    '"',
    (byte) 0xc3,
    (byte) 0xa4,
    '"',
    0,
    0,
    0,
    3,
    '"',
    'k',
    '"',
  };

  @Test
  void a_record_is_its_length_and_its_text_and_the_same_of_its_key() throws IOException {
    byte[] text = "{\"a\":\"ä\"".getBytes(UTF_8);
    DataOutputSerializer out = new DataOutputSerializer(64);
    RecordSerializer.INSTANCE.serialize(JsRecord.ofText(text, "\"k\""), out);
    assertArrayEquals(RECORD_IN_VERSION_1, out.getCopyOfBuffer());
    JsRecord read = RecordSerializer.INSTANCE.deserialize(new DataInputDeserializer(RECORD_IN_VERSION_1));
    assertArrayEquals(text, read.text());
    assertEquals("\"k\"", read.key());
  }

  @Test
  void what_is_copied_is_the_same() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    RecordSerializer.INSTANCE.copy(new DataInputDeserializer(RECORD_IN_VERSION_1), out);
    assertArrayEquals(RECORD_IN_VERSION_1, out.getCopyOfBuffer());
  }

  @Test
  void no_text_is_another_thing_than_an_empty_one() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TextSerializer.INSTANCE.serialize(null, out);
    TextSerializer.INSTANCE.serialize("", out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertNull(TextSerializer.INSTANCE.deserialize(in));
    assertEquals("", TextSerializer.INSTANCE.deserialize(in));
    DataOutputSerializer copy = new DataOutputSerializer(64);
    TextSerializer.INSTANCE.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
    assertEquals(4, copy.length());
  }

  @Test
  void state_of_this_version_is_read_and_of_a_newer_one_refused() throws IOException {
    TextSerializer.Snapshot snapshot = new TextSerializer.Snapshot();
    snapshot.readSnapshot(JsonFormat.VERSION, new DataInputDeserializer(new byte[0]), null);
    String message = assertThrows(IOException.class, () ->
      snapshot.readSnapshot(JsonFormat.VERSION + 1, new DataInputDeserializer(new byte[0]), null)
    ).getMessage();
    assertTrue(message.contains("npm start"), message);
  }

  @Test
  void state_of_one_kind_is_not_taken_for_that_of_another() {
    TextSerializer.Snapshot text = new TextSerializer.Snapshot();
    assertTrue(text.resolveSchemaCompatibility(new TextSerializer.Snapshot()).isCompatibleAsIs());
  }
}
