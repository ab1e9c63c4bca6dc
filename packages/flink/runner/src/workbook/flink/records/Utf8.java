package workbook.flink.records;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8, strictly: what does not go is refused, where Java would put another character. */
public final class Utf8 {

  private Utf8() {}

  /** Null if the bytes are not UTF-8. */
  public static String textOf(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) return text;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** @param what for the message, such as `value` */
  public static String decode(byte[] bytes, String what) throws FormatException {
    String text = textOf(bytes);
    if (text == null) throw new FormatException("the " + what + " is not UTF-8 text");
    return text;
  }

  /**
   * Half of a surrogate pair is no text.
   *
   * @param what for the message, such as `value`
   */
  public static byte[] encode(String text, String what) throws FormatException {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) continue;
      try {
        ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
      } catch (CharacterCodingException e) {
        throw new FormatException("the " + what + " has half of a surrogate pair, which UTF-8 can't express");
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
