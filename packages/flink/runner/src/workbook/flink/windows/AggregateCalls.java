package workbook.flink.windows;

import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsFunction;
import workbook.flink.records.JsRecord;

/** An aggregate function, bound to this task thread. */
final class AggregateCalls {

  private final JsFunction fn;
  private final Accumulators accumulators = Accumulators.here();
  private final Value create;
  private final Value add;
  private final Value merge;
  private final Value result;
  private final Value text;
  private final Value restore;

  AggregateCalls(JsFunction fn) {
    this.fn = fn;
    create = fn.method("create");
    add = fn.method("add");
    merge = fn.method("merge");
    result = fn.method("result");
    text = fn.method("text");
    restore = fn.method("restore");
  }

  Value create() {
    return fn.callMethod(create, null);
  }

  /** The record as text: parsing it is part of the same call. */
  Value add(JsRecord record, Value accumulator) {
    return fn.callMethod(add, record, new String(record.text(), StandardCharsets.UTF_8), accumulator);
  }

  Value merge(Value a, Value b) {
    return fn.callMethod(merge, null, a, b);
  }

  /** The result's text: a copy, so that the accumulator stays the function's own. */
  byte[] result(Value accumulator) {
    return utf8(fn.callMethod(result, null, accumulator));
  }

  byte[] text(Value accumulator) {
    return utf8(fn.callMethod(text, null, accumulator));
  }

  /** The reverse of text. */
  Value restore(byte[] accumulator) {
    return fn.callMethod(restore, null, new String(accumulator, StandardCharsets.UTF_8));
  }

  Accumulators accumulators() {
    return accumulators;
  }

  private static byte[] utf8(Value text) {
    return text.asString().getBytes(StandardCharsets.UTF_8);
  }
}
