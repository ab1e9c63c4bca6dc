package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `flatMap`. */
final class JsFlatMap extends RichFlatMapFunction<JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsFlatMap(FunctionRef flatMap) {
    bound = new OperatorFunction(flatMap);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public void flatMap(JsRecord record, Collector<JsRecord> out) {
    bound.bridge().at(record, out);
    bound.fn().call(record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
