package workbook.flink.records.formats;

import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsRuntime;
import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;
import workbook.flink.records.JsRecord;

/** A format whose values are strings in the job. */
abstract class StringFormat implements Format {

  private final String operator;
  private final String name;

  StringFormat(Plan.Node node) {
    operator = node.name();
    name = node.params().get("format").asText();
  }

  abstract String decode(byte[] bytes) throws FormatException;

  abstract byte[] encode(String text) throws FormatException;

  /** The text of a string is not JSON: that is made when it is wanted. */
  @Override
  public final JsRecord read(byte[] bytes, JsRuntime js) throws FormatException {
    return JsRecord.ofLive(js.text(decode(bytes)));
  }

  @Override
  public final byte[] write(JsRecord record, JsRuntime js) throws FormatException {
    Value value = record.live(js, operator);
    if (value.isString()) return encode(value.asString());
    throw new FormatException("a sink with format '" + name + "' writes strings, and this value is none");
  }
}
