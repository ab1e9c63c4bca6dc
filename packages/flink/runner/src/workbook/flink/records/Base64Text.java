package workbook.flink.records;

import java.util.Base64;

/** Base64 as functions give it. What is none is refused in words that say what it looks like instead. */
public final class Base64Text {

  private Base64Text() {}

  /** @throws IllegalArgumentException whose message goes on from "it is no base64: " */
  public static byte[] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(whyNot(text), e);
    }
  }

  private static String whyNot(String text) {
    if (text.startsWith("data:")) return "it is a data URL; give only what follows its comma";
    int wrong = 0;
    while (wrong < text.length() && isOfAlphabet(text.charAt(wrong))) wrong++;
    if (wrong == text.length()) return "its length or its = at the end do not fit, as if a part of it were missing";
    char c = text.charAt(wrong);
    if (c == '-' || c == '_') return (
      "it has " + c + " at position " + wrong + ", as base64url has; use + for - and / for _"
    );
    if (Character.isWhitespace(c)) return (
      "it has " + name(c) + " at position " + wrong + "; leave out spaces and line breaks"
    );
    return "it has " + name(c) + " at position " + wrong;
  }

  private static boolean isOfAlphabet(char c) {
    return (
      (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '='
    );
  }

  private static String name(char c) {
    return switch (c) {
      case ' ' -> "a space";
      case '\n', '\r' -> "a line break";
      case '\t' -> "a tab";
      default -> c > ' ' && c < 127 ? "the character " + c : String.format("the character U+%04X", (int) c);
    };
  }
}
