package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `process` on a stream without keys. */
final class JsProcess extends ProcessFunction<JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsProcess(FunctionRef process) {
    bound = new OperatorFunction(process);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    bound.bridge().countMainOutput(MainOutput.counter(getRuntimeContext()));
  }

  @Override
  public void processElement(JsRecord record, Context c, Collector<JsRecord> out) {
    bound.bridge().at(record, c.timestamp(), null, c.timerService(), null, c::output, out);
    bound.fn().call(record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
