package workbook.flink.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsTimeTest {

  private static final double MAX_SAFE_INTEGER = 9007199254740991.0;

  @ParameterizedTest
  @ValueSource(longs = { 0, -1, 1_700_000_000_000L, 8_640_000_000_000_000L })
  void a_time_stays_as_it_is(long time) {
    assertEquals(time, JsTime.number(time));
    assertEquals(time, JsTime.timestamp(JsTime.number(time)));
  }

  @Test
  void the_ends_of_time_are_the_largest_safe_integer_and_its_opposite() {
    assertEquals(MAX_SAFE_INTEGER, JsTime.number(Long.MAX_VALUE));
    assertEquals(MAX_SAFE_INTEGER, JsTime.number(Long.MAX_VALUE - 1));
    assertEquals(-MAX_SAFE_INTEGER, JsTime.number(Long.MIN_VALUE));
  }

  @Test
  void no_timestamp_remains_none() {
    assertEquals(Long.MIN_VALUE, JsTime.timestamp(JsTime.number(Long.MIN_VALUE)));
  }
}
