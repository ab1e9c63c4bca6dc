package workbook.flink;

import org.apache.flink.api.common.functions.ReduceFunction;

/** `reduce` in a window, where Flink takes no rich function. */
final class JsReduce implements ReduceFunction<JsRecord> {
  private final FunctionRef ref;
  private transient JsFunction fn;

  JsReduce(FunctionRef reduce) {
    ref = reduce;
  }

  @Override
  public JsRecord reduce(JsRecord first, JsRecord second) {
    if (fn == null) fn = JsFunction.of(ref);
    return reduced(fn, first, second);
  }

  static JsRecord reduced(JsFunction fn, JsRecord first, JsRecord second) {
    JsRecord result = JsRecord.ofLive(fn.call(first, second.live(fn.js(), fn.operator())));
    // It goes into state, which a checkpoint writes on another thread.
    result.text();
    return result;
  }
}
