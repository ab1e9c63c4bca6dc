package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `filter`. */
final class JsFilter extends RichFilterFunction<JsRecord> {

  private final OperatorFunction bound;

  JsFilter(FunctionRef filter) {
    bound = new OperatorFunction(filter);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public boolean filter(JsRecord record) {
    return bound.fn().call(record).asBoolean();
  }

  @Override
  public void close() {
    bound.close();
  }
}
