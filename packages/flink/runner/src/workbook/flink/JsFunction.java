package workbook.flink;

import org.graalvm.polyglot.Value;

/** One of the job's functions, bound to this task thread: the adapter that adapters.ts made for it. */
final class JsFunction {
  final JsRuntime js;
  final String operator;
  private final Value adapter;
  /** What most adapters have: called once for each record. Null if this one has not. */
  private final Value call;

  JsFunction(JsRuntime js, String operator, Value adapter) {
    this.js = js;
    this.operator = operator;
    this.adapter = adapter;
    this.call = adapter.getMember("call");
  }

  Value call(JsRecord record) {
    return js.call(operator, call, record, record.live(js));
  }

  Value call(JsRecord record, Object more) {
    return js.call(operator, call, record, record.live(js), more);
  }

  /** Another function of the adapter, to be kept; null if it has none of that name. */
  Value method(String name) {
    return adapter.getMember(name);
  }

  /** Calls a function of the adapter. `record` is the one to show if it fails; may be null. */
  Value callMethod(Value method, JsRecord record, Object... args) {
    return js.call(operator, method, record, args);
  }

  /** Calls the author's `open`, if there is one. */
  void open() {
    Value open = method("open");
    if (open != null) js.call(operator, open, null);
  }

  /** Calls the author's `close`, if there is one. */
  void close() {
    Value close = method("close");
    if (close != null) js.close(operator, close);
  }

  /** What a function returned: undefined stands for the record that it was given. */
  static JsRecord result(Value value, JsRecord input) {
    return isUndefined(value) ? input : JsRecord.ofLive(value);
  }

  static boolean isUndefined(Value value) {
    return value.isNull() && value.toString().equals("undefined");
  }
}
