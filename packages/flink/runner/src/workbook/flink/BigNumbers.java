package workbook.flink;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Finds numbers in JSON text that a JavaScript number would silently change: integers that it would write differently, and
 * what would become infinite. Fractions are doubles in every language and stay out of it.
 */
final class BigNumbers {
  /** Any integer with fewer characters is exact as a double. */
  private static final int SAFE_LENGTH = 15;

  private final byte[] json;
  private int start;
  private int end;

  private BigNumbers(byte[] json) {
    this.json = json;
  }

  /** The first such number, or null. */
  static String find(byte[] json) {
    BigNumbers numbers = new BigNumbers(json);
    return numbers.next() ? numbers.token() : null;
  }

  /** The same text with such numbers as strings. */
  static byte[] quote(byte[] json) {
    BigNumbers numbers = new BigNumbers(json);
    ByteArrayOutputStream out = null;
    int written = 0;
    while (numbers.next()) {
      if (out == null) out = new ByteArrayOutputStream(json.length + 16);
      out.write(json, written, numbers.start - written);
      out.writeBytes(('"' + numbers.token() + '"').getBytes(StandardCharsets.UTF_8));
      written = numbers.end;
    }
    if (out == null) return json;
    out.write(json, written, json.length - written);
    return out.toByteArray();
  }

  private String token() {
    return new String(json, start, end - start, StandardCharsets.US_ASCII);
  }

  /** Moves to the next such number. */
  private boolean next() {
    int i = end;
    while (i < json.length) {
      byte b = json[i];
      if (b == '"') {
        i = endOfString(i + 1);
      } else if (b == '-' || (b >= '0' && b <= '9')) {
        start = i;
        boolean exponent = false;
        while (i < json.length && isNumberPart(b = json[i])) {
          exponent |= b == 'e' || b == 'E';
          i++;
        }
        end = i;
        if ((exponent || end - start > SAFE_LENGTH) && isChanged(token())) return true;
      } else {
        i++;
      }
    }
    return false;
  }

  private int endOfString(int from) {
    int i = from;
    while (i < json.length && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
    return i + 1;
  }

  private static boolean isNumberPart(byte b) {
    return (b >= '0' && b <= '9') || b == '.' || b == 'e' || b == 'E' || b == '-' || b == '+';
  }

  private static boolean isChanged(String number) {
    try {
      double d = Double.parseDouble(number);
      if (Double.isInfinite(d)) return true;
      boolean integer = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
      if (!integer) return false;
      BigDecimal exact = new BigDecimal(number);
      // What JavaScript would write again: the shortest digits that stand for this double.
      return exact.compareTo(new BigDecimal(Double.toString(d))) != 0 && exact.compareTo(new BigDecimal(d)) != 0;
    } catch (NumberFormatException e) {
      // No number at all: the parser will say so.
      return false;
    }
  }
}
