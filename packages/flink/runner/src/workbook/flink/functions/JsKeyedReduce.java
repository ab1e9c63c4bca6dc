package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichReduceFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `reduce` on a keyed stream. */
final class JsKeyedReduce extends RichReduceFunction<JsRecord> {

  private final OperatorFunction bound;

  JsKeyedReduce(FunctionRef reduce) {
    bound = new OperatorFunction(reduce);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public JsRecord reduce(JsRecord first, JsRecord second) {
    return JsReduce.reduced(bound.fn(), first, second);
  }

  @Override
  public void close() {
    bound.close();
  }
}
