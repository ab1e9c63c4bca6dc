package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `map`. */
final class JsMap extends RichMapFunction<JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsMap(FunctionRef map) {
    bound = new OperatorFunction(map);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public JsRecord map(JsRecord record) {
    return JsFunction.result(bound.fn().call(record), record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
