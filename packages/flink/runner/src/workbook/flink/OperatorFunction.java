package workbook.flink;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

/** A function with the life of its operator: bound and opened with it, closed with it. */
final class OperatorFunction implements Serializable {
  private final FunctionRef ref;
  private transient JsFunction fn;
  private transient OperatorBridge bridge;

  OperatorFunction(FunctionRef ref) {
    this.ref = ref;
  }

  void open(RuntimeContext runtime) {
    JsRuntime js = JsRuntime.of(ref.job());
    js.console().locate(runtime);
    bridge = new OperatorBridge(js, runtime, ref.operator(), ref.keyed());
    fn = js.bind(ref, bridge);
    fn.open();
  }

  JsFunction fn() {
    return fn;
  }

  OperatorBridge bridge() {
    return bridge;
  }

  void close() {
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
