package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `process` on a keyed stream: with state and timers. */
final class JsKeyedProcess extends KeyedProcessFunction<String, JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsKeyedProcess(FunctionRef keyedProcess) {
    bound = new OperatorFunction(keyedProcess);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    bound.bridge().countMainOutput(MainOutput.counter(getRuntimeContext()));
  }

  @Override
  public void processElement(JsRecord record, Context c, Collector<JsRecord> out) {
    bound.bridge().at(record, c.timestamp(), c.getCurrentKey(), c.timerService(), null, c::output, out);
    bound.fn().call(record);
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
