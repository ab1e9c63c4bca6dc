package workbook.flink.windows;

import org.apache.flink.streaming.api.windowing.assigners.SessionWindowTimeGapExtractor;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** The gap of a session, as each record says. */
final class JsSessionGap implements SessionWindowTimeGapExtractor<JsRecord> {

  private final FunctionRef ref;
  private transient JsFunction fn;

  JsSessionGap(FunctionRef gap) {
    ref = gap;
  }

  @Override
  public long extract(JsRecord record) {
    if (fn == null) fn = JsFunction.of(ref);
    return (long) fn.call(record).asDouble();
  }
}
