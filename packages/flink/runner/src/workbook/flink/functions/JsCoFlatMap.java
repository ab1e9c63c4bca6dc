package workbook.flink.functions;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.RichCoFlatMapFunction;
import org.apache.flink.util.Collector;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `flatMap` of two connected streams. */
final class JsCoFlatMap extends RichCoFlatMapFunction<JsRecord, JsRecord, JsRecord> {

  private final OperatorFunction bound;

  JsCoFlatMap(FunctionRef coFlatMap) {
    bound = new OperatorFunction(coFlatMap);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
  }

  @Override
  public void flatMap1(JsRecord record, Collector<JsRecord> out) {
    bound.bridge().at(record, out);
    bound.fn().call1(record);
  }

  @Override
  public void flatMap2(JsRecord record, Collector<JsRecord> out) {
    bound.bridge().at(record, out);
    bound.fn().call2(record);
  }

  @Override
  public void close() {
    bound.close();
  }
}
