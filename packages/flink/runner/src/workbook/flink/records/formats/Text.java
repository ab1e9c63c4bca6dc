package workbook.flink.records.formats;

import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;
import workbook.flink.records.Utf8;

/** UTF-8 text. */
final class Text extends StringFormat {

  Text(Plan.Node node) {
    super(node);
  }

  @Override
  String decode(byte[] bytes) throws FormatException {
    return Utf8.decode(bytes, "value");
  }

  @Override
  byte[] encode(String text) throws FormatException {
    return Utf8.encode(text, "value");
  }
}
