package workbook.flink.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class Utf8Test {

  private static final byte[] NO_TEXT = { (byte) 0xff, 0x41 };

  @Test
  void only_bytes_that_are_UTF_8_are_text() {
    assertEquals("ä\uFFFD", Utf8.textOf("ä\uFFFD".getBytes(UTF_8)));
    assertNull(Utf8.textOf(NO_TEXT));
  }

  @Test
  void other_bytes_are_refused_by_what_they_are() throws FormatException {
    assertEquals("ä", Utf8.decode("ä".getBytes(UTF_8), "key"));
    String message = assertThrows(FormatException.class, () -> Utf8.decode(NO_TEXT, "key")).getMessage();
    assertEquals("the key is not UTF-8 text", message);
  }

  @Test
  void half_of_a_surrogate_pair_is_no_text() throws FormatException {
    assertArrayEquals("a😀".getBytes(UTF_8), Utf8.encode("a😀", "value"));
    String message = assertThrows(FormatException.class, () -> Utf8.encode("a\ud83d", "header x")).getMessage();
    assertEquals("the header x has half of a surrogate pair, which UTF-8 can't express", message);
  }
}
