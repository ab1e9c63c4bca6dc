package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.RichCoMapFunction;
import org.graalvm.polyglot.Value;

/** `map` of two connected streams. */
final class JsCoMap extends RichCoMapFunction<JsRecord, JsRecord, JsRecord> {
  private final BoundFunction bound;
  private transient Value call1;
  private transient Value call2;

  JsCoMap(FunctionRef coMap) {
    bound = new BoundFunction(coMap);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    call1 = bound.fn.method("call1");
    call2 = bound.fn.method("call2");
  }

  @Override
  public JsRecord map1(JsRecord record) {
    return map(call1, record);
  }

  @Override
  public JsRecord map2(JsRecord record) {
    return map(call2, record);
  }

  private JsRecord map(Value call, JsRecord record) {
    return JsFunction.result(bound.fn.callMethod(call, record, record.live(bound.fn.js)), record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
