package workbook.flink.records.formats;

import workbook.flink.engine.JsRuntime;
import workbook.flink.plan.Plan;
import workbook.flink.records.BigNumbers;
import workbook.flink.records.FormatException;
import workbook.flink.records.JsRecord;
import workbook.flink.records.Utf8;

/** A JSON document. A record that no function replaces keeps its text. */
final class Json implements Format {

  private final String operator;
  private final boolean quoteBigNumbers;

  Json(Plan.Node node) {
    operator = node.name();
    quoteBigNumbers = node.params().path("bigNumbers").asText().equals("string");
  }

  @Override
  public JsRecord read(byte[] bytes, JsRuntime js) throws FormatException {
    byte[] json = exact(bytes);
    String text = Utf8.decode(json, "value");
    try {
      return JsRecord.of(js.parse(operator, text, json), json);
    } catch (JsRuntime.RefusedException e) {
      throw new FormatException("the value is not JSON: " + firstLine(e.getMessage()));
    }
  }

  @Override
  public byte[] write(JsRecord record, JsRuntime js) {
    return record.text();
  }

  /** The same document, in numbers that JavaScript can hold. */
  byte[] exact(byte[] json) throws FormatException {
    String number = quoteBigNumbers ? null : BigNumbers.find(json);
    if (number != null) throw new FormatException(
      "a JavaScript number can't hold " +
        shorten(number) +
        " (bigNumbers: 'string' of the source keeps such numbers as strings)"
    );
    if (startsWithByteOrderMark(json)) throw new FormatException(
      "the value is not JSON: it begins with a byte order mark, which is not seen and which JSON does not allow"
    );
    return BigNumbers.written(json, quoteBigNumbers);
  }

  private static boolean startsWithByteOrderMark(byte[] text) {
    return text.length >= 3 && (text[0] & 0xff) == 0xef && (text[1] & 0xff) == 0xbb && (text[2] & 0xff) == 0xbf;
  }

  private static String shorten(String number) {
    return number.length() <= 60 ? number : number.substring(0, 60) + "…";
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
