package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `process` of two connected streams without keys. */
final class JsCoProcess extends CoProcessFunction<JsRecord, JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsCoProcess(FunctionRef coProcess) {
    bound = new OperatorFunction(coProcess);
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
    bound.bridge().at(record, c.timestamp(), null, c.timerService(), null, c::output, out);
  }

  @Override
  public void close() {
    bound.close();
  }
}
