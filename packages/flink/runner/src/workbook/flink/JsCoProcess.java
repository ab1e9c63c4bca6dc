package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;

/** `process` of two connected streams without keys. */
final class JsCoProcess extends CoProcessFunction<JsRecord, JsRecord, JsRecord> {
  private final BoundFunction bound;
  private transient Value call1;
  private transient Value call2;

  JsCoProcess(FunctionRef coProcess) {
    bound = new BoundFunction(coProcess);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    call1 = bound.fn.method("call1");
    call2 = bound.fn.method("call2");
  }

  @Override
  public void processElement1(JsRecord record, Context c, Collector<JsRecord> out) {
    process(call1, record, c, out);
  }

  @Override
  public void processElement2(JsRecord record, Context c, Collector<JsRecord> out) {
    process(call2, record, c, out);
  }

  private void process(Value call, JsRecord record, Context c, Collector<JsRecord> out) {
    bound.bridge.at(record, c.timestamp(), null, c.timerService(), null, c::output, out);
    bound.fn.callMethod(call, record, record.live(bound.fn.js));
  }

  @Override
  public void close() {
    bound.close();
  }
}
