package workbook.flink.windows;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsTime;
import workbook.flink.functions.MainOutput;
import workbook.flink.functions.OperatorBridge;
import workbook.flink.functions.OperatorFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.records.JsRecord;

/**
 * What happens when a window fires: the author's function is called, or, without one, the result of reduce or aggregate
 * goes on as it is. The same for windows of keys and of whole streams.
 */
final class WindowCalls implements Serializable {

  /** Null if the author gave none. */
  private final OperatorFunction bound;
  /** After reduce or aggregate a window has one element, its result. */
  private final boolean combined;
  /** Windows that merge have no state of their own. */
  private final boolean merging;
  private transient Counter emitted;
  private transient Value callOne;
  private transient Value callAll;
  /** Null if the author gave none. */
  private transient Value clear;

  WindowCalls(FunctionRef process, boolean combined, boolean merging) {
    this.bound = process == null ? null : new OperatorFunction(process);
    this.combined = combined;
    this.merging = merging;
  }

  void open(RuntimeContext runtime) {
    emitted = MainOutput.counter(runtime);
    if (bound == null) return;
    bound.open(runtime);
    bound.bridge().countMainOutput(emitted);
    callOne = bound.fn().method("callOne");
    callAll = bound.fn().method("callAll");
    clear = bound.fn().method("clear");
  }

  /** `key` is null in windows of whole streams. */
  void fire(
    String key,
    Window window,
    OperatorBridge.WindowSide side,
    Iterable<JsRecord> elements,
    Collector<JsRecord> out
  ) {
    if (bound == null) {
      for (JsRecord result : elements) {
        emitted.inc();
        out.collect(result);
      }
      return;
    }
    JsFunction fn = bound.fn();
    bound.bridge().at(merging, side, out);
    if (combined) {
      JsRecord result = elements.iterator().next();
      fn.callMethod(callOne, result, key, start(window), end(window), result.live(fn.js(), fn.operator()));
    } else {
      fn.callMethod(callAll, null, key, start(window), end(window), fn.js().parse(array(elements)));
    }
  }

  void clear(Window window, OperatorBridge.WindowSide side) {
    if (bound == null || clear == null) return;
    bound.bridge().at(merging, side, null);
    bound.fn().callMethod(clear, null, start(window), end(window));
  }

  void close() {
    if (bound != null) bound.close();
  }

  /** A function that is part of the window operator: it hears of checkpoints, too, and settles the accumulators. */
  interface Owner extends CheckpointedFunction {
    WindowCalls calls();

    @Override
    default void snapshotState(FunctionSnapshotContext context) {
      Accumulators.here().settle();
    }

    @Override
    default void initializeState(FunctionInitializationContext context) {
      // All state is the window operator's.
    }
  }

  /** Null for a window without one. */
  private static Double start(Window window) {
    return window instanceof TimeWindow time ? JsTime.number(time.getStart()) : null;
  }

  private static double end(Window window) {
    return JsTime.number(window instanceof TimeWindow time ? time.getEnd() : window.maxTimestamp());
  }

  private static byte[] array(Iterable<JsRecord> records) {
    ByteArrayOutputStream array = new ByteArrayOutputStream(4096);
    array.write('[');
    for (JsRecord record : records) {
      if (array.size() > 1) array.write(',');
      array.writeBytes(record.text());
    }
    array.write(']');
    return array.toByteArray();
  }
}
