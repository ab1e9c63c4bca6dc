package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.RichCoMapFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `map` of two connected streams. */
final class JsCoMap extends RichCoMapFunction<JsRecord, JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsCoMap(FunctionRef coMap) {
    bound = new OperatorFunction(coMap);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public JsRecord map1(JsRecord record) {
    return JsFunction.result(bound.fn().call1(record), record);
  }

  @Override
  public JsRecord map2(JsRecord record) {
    return JsFunction.result(bound.fn().call2(record), record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
