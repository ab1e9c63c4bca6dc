package workbook.flink.windows;

import org.apache.flink.api.common.functions.AggregateFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** `aggregate` in a window. */
final class JsAggregate implements AggregateFunction<JsRecord, Accumulator, JsRecord> {

  private final FunctionRef ref;
  private transient AggregateCalls calls;

  JsAggregate(FunctionRef aggregate) {
    ref = aggregate;
  }

  private AggregateCalls calls() {
    if (calls == null) calls = new AggregateCalls(JsFunction.of(ref));
    return calls;
  }

  @Override
  public Accumulator createAccumulator() {
    return Accumulator.ofLive(calls(), calls().create());
  }

  @Override
  public Accumulator add(JsRecord record, Accumulator accumulator) {
    return accumulator.become(calls().add(record, accumulator.live(calls())));
  }

  @Override
  public JsRecord getResult(Accumulator accumulator) {
    return JsRecord.ofText(calls().result(accumulator.live(calls())), null);
  }

  @Override
  public Accumulator merge(Accumulator a, Accumulator b) {
    return a.become(calls().merge(a.live(calls()), b.live(calls())));
  }
}
