package workbook.flink.records;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Finds numbers in JSON text that a JavaScript number would silently change: integers that it would write differently,
 * and what would become infinite. Fractions are doubles in every language and stay out of it. And -0, which JavaScript
 * reads and does not write: it is made 0 before anybody sees it, so that a record is the same before and behind an
 * exchange.
 */
public final class BigNumbers {

  /** Any integer with fewer characters is exact as a double. */
  private static final int SAFE_LENGTH = 15;
  /** As JSON's grammar has it: what is none is left for the parser to refuse. */
  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

  private final byte[] json;
  private int start;
  private int end;
  private boolean exponent;

  private BigNumbers(byte[] json) {
    this.json = json;
  }

  /** The first number that is changed, or null. */
  public static String find(byte[] json) {
    BigNumbers numbers = new BigNumbers(json);
    while (numbers.next()) if (numbers.isBig()) return numbers.token();
    return null;
  }

  /** The same text with 0 for each -0, and, where it is wanted, with numbers that are changed as strings. */
  public static byte[] written(byte[] json, boolean quoteBig) {
    BigNumbers numbers = new BigNumbers(json);
    ByteArrayOutputStream out = null;
    int written = 0;
    while (numbers.next()) {
      boolean zero = numbers.isNegativeZero();
      if (!zero && !(quoteBig && numbers.isBig())) continue;
      if (out == null) out = new ByteArrayOutputStream(json.length + 16);
      out.write(json, written, numbers.start - written);
      out.writeBytes((zero ? "0" : '"' + numbers.token() + '"').getBytes(StandardCharsets.UTF_8));
      written = numbers.end;
    }
    if (out == null) return json;
    out.write(json, written, json.length - written);
    return out.toByteArray();
  }

  private String token() {
    return new String(json, start, end - start, StandardCharsets.US_ASCII);
  }

  private boolean isBig() {
    return (exponent || end - start > SAFE_LENGTH) && isChanged(token());
  }

  /** Also one that is too small for anything else. */
  private boolean isNegativeZero() {
    if (json[start] != '-' || start + 1 == end || (json[start + 1] != '0' && !exponent)) return false;
    String number = token();
    return NUMBER.matcher(number).matches() && Double.parseDouble(number) == 0;
  }

  /** Moves to the next number. */
  private boolean next() {
    int i = end;
    while (i < json.length) {
      byte b = json[i];
      if (b == '"') {
        i = endOfString(i + 1);
      } else if (b == '-' || (b >= '0' && b <= '9')) {
        start = i;
        exponent = false;
        while (i < json.length && isNumberPart((b = json[i]))) {
          exponent |= b == 'e' || b == 'E';
          i++;
        }
        end = i;
        return true;
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
