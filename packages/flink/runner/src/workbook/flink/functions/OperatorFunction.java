package workbook.flink.functions;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.plan.FunctionRef;

/** A function with the life of its operator: bound and opened with it, closed with it. */
public final class OperatorFunction implements Serializable {

  private final FunctionRef ref;
  private transient JsFunction fn;
  private transient OperatorBridge bridge;

  public OperatorFunction(FunctionRef ref) {
    this.ref = ref;
  }

  public void open(RuntimeContext runtime) {
    JsRuntime js = JsRuntime.of(ref.job());
    js.console().locate(runtime);
    bridge = new OperatorBridge(js, runtime, ref.operator(), ref.keyed());
    fn = js.bind(ref, bridge);
    fn.open();
  }

  public JsFunction fn() {
    return fn;
  }

  public OperatorBridge bridge() {
    return bridge;
  }

  public void close() {
    if (fn == null) return;
    try {
      // Of a cancelled task nothing is called any more: it would be interrupted at once.
      if (!Thread.currentThread().isInterrupted()) fn.close();
    } finally {
      fn.js().console().flush();
      fn = null;
    }
  }
}
