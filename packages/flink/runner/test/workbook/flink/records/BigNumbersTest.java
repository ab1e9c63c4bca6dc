package workbook.flink.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BigNumbersTest {

  @ParameterizedTest
  @ValueSource(
    strings = {
      "9007199254740993",
      "-9007199254740993",
      "12345678901234567890",
      "1e400",
      "-1E+400",
      "1234567890123456789012345678901234567890123456789",
    }
  )
  void a_number_that_JavaScript_changes_is_found(String number) {
    assertEquals(number, find("{\"a\":[1," + number + "]}"));
    assertEquals(number, find(number));
  }

  @ParameterizedTest
  @ValueSource(
    strings = {
      "0",
      "-17",
      "9007199254740991",
      "9007199254740992",
      "9007199254740994",
      // As JavaScript writes this double, though it is not the nearest integer to it.
      "12345678901234567000",
      "100000000000000000000",
      "1e300",
      "0.1234567890123456789",
      "3.00000000000000000001",
      "1e-400",
    }
  )
  void a_number_that_stays_the_same_or_is_a_fraction_is_not(String number) {
    assertNull(find("{\"a\":[1," + number + "]}"));
  }

  @Test
  void the_first_of_several_is_told() {
    assertEquals("9007199254740993", find("[1, 9007199254740993, 9007199254740995]"));
  }

  @Test
  void digits_in_strings_are_no_numbers() {
    assertNull(find("{\"9007199254740993\":\"9007199254740993\",\"a\":\"\\\"9007199254740993\\\\\"}"));
    assertEquals("9007199254740993", find("{\"a\\\\\":9007199254740993}"));
  }

  @ParameterizedTest
  @ValueSource(strings = { "", "\"open", "\"\\", "1234567890123456-", "--------------------", "{]", "1.2.3e5e6" })
  void what_is_no_JSON_is_left_for_the_parser(String text) {
    assertNull(find(text));
    assertEquals(text, written(text, true));
  }

  @Test
  void big_numbers_become_strings_where_that_is_wanted() {
    assertEquals(
      "{\"id\":\"9007199254740993\",\"n\":5,\"b\":\"1e400\"}",
      written("{\"id\":9007199254740993,\"n\":5,\"b\":1e400}", true)
    );
    assertEquals("[9007199254740993]", written("[9007199254740993]", false));
  }

  @ParameterizedTest
  @ValueSource(strings = { "-0", "-0.0", "-0e5", "-1e-400" })
  void minus_zero_becomes_zero(String zero) {
    assertEquals("[0,{\"a\":0}]", written("[" + zero + ",{\"a\":" + zero + "}]", false));
  }

  @Test
  void what_only_looks_like_minus_zero_stays() {
    assertEquals("[\"-0\",-0.5,-1,-01,-]", written("[\"-0\",-0.5,-1,-01,-]", false));
  }

  @Test
  void text_without_such_numbers_is_not_copied() {
    byte[] text = "{\"a\":1}".getBytes(UTF_8);
    assertSame(text, BigNumbers.written(text, true));
  }

  @Test
  void text_around_a_changed_number_keeps_its_bytes() {
    assertEquals("{\"ä\":0,\"€\":\"ü\"}", written("{\"ä\":-0,\"€\":\"ü\"}", false));
  }

  private static String find(String json) {
    return BigNumbers.find(json.getBytes(UTF_8));
  }

  private static String written(String json, boolean quoteBig) {
    return new String(BigNumbers.written(json.getBytes(UTF_8), quoteBig), UTF_8);
  }
}
