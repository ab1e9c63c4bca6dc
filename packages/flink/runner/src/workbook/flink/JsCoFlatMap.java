package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.RichCoFlatMapFunction;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;

/** `flatMap` of two connected streams. */
final class JsCoFlatMap extends RichCoFlatMapFunction<JsRecord, JsRecord, JsRecord> {
  private final BoundFunction bound;
  private transient Value call1;
  private transient Value call2;

  JsCoFlatMap(FunctionRef coFlatMap) {
    bound = new BoundFunction(coFlatMap);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    call1 = bound.fn.method("call1");
    call2 = bound.fn.method("call2");
  }

  @Override
  public void flatMap1(JsRecord record, Collector<JsRecord> out) {
    flatMap(call1, record, out);
  }

  @Override
  public void flatMap2(JsRecord record, Collector<JsRecord> out) {
    flatMap(call2, record, out);
  }

  private void flatMap(Value call, JsRecord record, Collector<JsRecord> out) {
    bound.bridge.at(record, out);
    bound.fn.callMethod(call, record, record.live(bound.fn.js));
  }

  @Override
  public void close() {
    bound.close();
  }
}
