package workbook.flink.functions;

import org.apache.flink.api.common.functions.RichMapFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/**
 * The key of `keyBy`: computed once, before the exchange, and sent along with the record, so that the receiver needs no
 * JavaScript to know it.
 */
public final class JsKey extends RichMapFunction<JsRecord, JsRecord> {

  private final FunctionRef ref;
  private transient JsFunction fn;

  public JsKey(FunctionRef key) {
    ref = key;
  }

  @Override
  public JsRecord map(JsRecord record) {
    if (fn == null) {
      fn = JsFunction.of(ref);
      fn.js().console().locate(getRuntimeContext());
    }
    return record.withKey(fn.call(record).asString());
  }
}
