package workbook.flink.functions;

import org.apache.flink.api.common.functions.ReduceFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `reduce` in a window, where Flink takes no rich function. */
public final class JsReduce implements ReduceFunction<JsRecord> {

  private final FunctionRef ref;
  private transient JsFunction fn;

  public JsReduce(FunctionRef reduce) {
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
