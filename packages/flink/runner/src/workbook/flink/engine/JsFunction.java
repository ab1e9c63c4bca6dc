package workbook.flink.engine;

import org.graalvm.polyglot.Value;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/** One of the job's functions, bound to this task thread: the adapter that adapters.ts made for it. */
public final class JsFunction {

  private final JsRuntime js;
  private final String operator;
  private final Value adapter;
  /** What most adapters have: called once for each record. Null if this one has not, like all that follow. */
  private final Value call;
  /** Called for the records of the first input, where there are two. */
  private final Value call1;
  /** Called for the records of the second input. */
  private final Value call2;
  private final Value onTimer;

  /** Binds it to this task thread, for functions that emit nothing and have no life cycle. */
  public static JsFunction of(FunctionRef ref) {
    return JsRuntime.of(ref.job()).bind(ref, null);
  }

  JsFunction(JsRuntime js, String operator, Value adapter) {
    this.js = js;
    this.operator = operator;
    this.adapter = adapter;
    call = adapter.getMember("call");
    call1 = adapter.getMember("call1");
    call2 = adapter.getMember("call2");
    onTimer = adapter.getMember("onTimer");
  }

  public JsRuntime js() {
    return js;
  }

  /** The operator's name, for messages. */
  public String operator() {
    return operator;
  }

  public Value call(JsRecord record) {
    return js.call(operator, call, record, record.live(js, operator));
  }

  public Value call(JsRecord record, Object more) {
    return js.call(operator, call, record, record.live(js, operator), more);
  }

  public Value call1(JsRecord record) {
    return js.call(operator, call1, record, record.live(js, operator));
  }

  public Value call2(JsRecord record) {
    return js.call(operator, call2, record, record.live(js, operator));
  }

  public void onTimer(long timestamp) {
    js.call(operator, onTimer, null, JsTime.number(timestamp));
  }

  /** Another function of the adapter, to be kept; null if it has none of that name. */
  public Value method(String name) {
    return adapter.getMember(name);
  }

  /** Calls a function of the adapter. `record` is the one to show if it fails; may be null. */
  public Value callMethod(Value method, JsRecord record, Object... args) {
    return js.call(operator, method, record, args);
  }

  /** Of a call site: where the author's code defined the operator, as the engine writes a stack. */
  public String stack() {
    return callMethod(method("stack"), null).asString();
  }

  /** Calls the author's `open`, if there is one. */
  public void open() {
    Value open = method("open");
    if (open != null) js.call(operator, open, null);
  }

  /** Calls the author's `close`, if there is one. */
  public void close() {
    Value close = method("close");
    if (close != null) js.close(operator, close);
  }

  /** What a function returned: undefined stands for the record that it was given. */
  public static JsRecord result(Value value, JsRecord input) {
    return isUndefined(value) ? input.sealed() : JsRecord.ofLive(value);
  }

  public static boolean isUndefined(Value value) {
    return value.isNull() && value.toString().equals("undefined");
  }
}
