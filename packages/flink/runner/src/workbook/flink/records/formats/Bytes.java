package workbook.flink.records.formats;

import java.util.Base64;
import workbook.flink.plan.Plan;
import workbook.flink.records.Base64Text;
import workbook.flink.records.FormatException;

/** Bytes of any kind; the string is their base64. */
final class Bytes extends StringFormat {

  Bytes(Plan.Node node) {
    super(node);
  }

  @Override
  String decode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  byte[] encode(String base64) throws FormatException {
    try {
      return Base64Text.decode(base64);
    } catch (IllegalArgumentException e) {
      throw new FormatException("a sink with format 'bytes' writes base64, and this value is none: " + e.getMessage());
    }
  }
}
