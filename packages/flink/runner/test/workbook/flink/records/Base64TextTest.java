package workbook.flink.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base64TextTest {

  @Test
  void base64_is_decoded_with_and_without_padding() {
    assertArrayEquals("any carnal pleas".getBytes(UTF_8), Base64Text.decode("YW55IGNhcm5hbCBwbGVhcw=="));
    assertArrayEquals("any carnal pleas".getBytes(UTF_8), Base64Text.decode("YW55IGNhcm5hbCBwbGVhcw"));
    assertArrayEquals(new byte[0], Base64Text.decode(""));
  }

  @ParameterizedTest
  @CsvSource(
    delimiter = '|',
    value = {
      "ab-d | it has - at position 2, as base64url has; use + for - and / for _",
      "ab_d | it has _ at position 2, as base64url has",
      "'ab d' | it has a space at position 2; leave out spaces and line breaks",
      "'ab\nd' | it has a line break at position 2",
      "'ab\td' | it has a tab at position 2",
      "ab,d | it has the character , at position 2",
      "abäd | it has the character U+00E4 at position 2",
    }
  )
  void what_is_none_is_told_by_what_it_looks_like(String text, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> Base64Text.decode(text)).getMessage();
    assertTrue(message.startsWith(reason), message);
  }
}
