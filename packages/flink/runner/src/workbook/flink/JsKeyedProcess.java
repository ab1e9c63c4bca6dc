package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;

/** `process` on a keyed stream: with state and timers. */
final class JsKeyedProcess extends KeyedProcessFunction<String, JsRecord, JsRecord> {
  private final BoundFunction bound;
  private transient Value onTimer;

  JsKeyedProcess(FunctionRef keyedProcess) {
    bound = new BoundFunction(keyedProcess);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    onTimer = bound.fn.method("onTimer");
  }

  @Override
  public void processElement(JsRecord record, Context c, Collector<JsRecord> out) {
    bound.bridge.at(record, c.timestamp(), c.getCurrentKey(), c.timerService(), null, c::output, out);
    bound.fn.call(record);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext c, Collector<JsRecord> out) {
    bound.bridge.at(null, c.timestamp(), c.getCurrentKey(), c.timerService(), c.timeDomain(), c::output, out);
    bound.fn.callMethod(onTimer, null, OperatorBridge.time(timestamp));
  }

  @Override
  public void close() {
    bound.close();
  }
}
