package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `process` of two connected streams with the same keys: with state and timers. */
final class JsKeyedCoProcess extends KeyedCoProcessFunction<String, JsRecord, JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsKeyedCoProcess(FunctionRef keyedCoProcess) {
    bound = new OperatorFunction(keyedCoProcess);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    bound.bridge().countMainOutput(MainOutput.counter(getRuntimeContext()));
  }

  @Override
  public void processElement1(JsRecord record, Context c, Collector<JsRecord> out) {
    at(record, c, out);
    bound.fn().call1(record);
  }

  @Override
  public void processElement2(JsRecord record, Context c, Collector<JsRecord> out) {
    at(record, c, out);
    bound.fn().call2(record);
  }

  private void at(JsRecord record, Context c, Collector<JsRecord> out) {
    bound.bridge().at(record, c.timestamp(), c.getCurrentKey(), c.timerService(), null, c::output, out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext c, Collector<JsRecord> out) {
    bound.bridge().at(null, c.timestamp(), c.getCurrentKey(), c.timerService(), c.timeDomain(), c::output, out);
    bound.fn().onTimer(timestamp);
  }

  @Override
  public void close() {
    bound.close();
  }
}
