package workbook.flink;

import java.io.ByteArrayOutputStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;

/**
 * What happens when a window fires: the author's process-window function, or, without one, the result of reduce or
 * aggregate goes on as it is. Being part of the operator it also hears of checkpoints, and settles the accumulators.
 */
final class JsProcessWindow extends ProcessWindowFunction<JsRecord, JsRecord, String, TimeWindow>
    implements CheckpointedFunction {
  private final JobInfo job;
  /** Null if the author gave none. */
  private final BoundFunction bound;
  /** After reduce or aggregate a window has one element, its result. */
  private final boolean combined;
  private transient Value callOne;
  private transient Value callAll;

  JsProcessWindow(JobInfo job, FunctionRef processWindow, boolean combined) {
    this.job = job;
    this.bound = processWindow == null ? null : new BoundFunction(processWindow);
    this.combined = combined;
  }

  @Override
  public void open(OpenContext context) {
    if (bound == null) return;
    bound.open(getRuntimeContext());
    callOne = bound.fn.method("callOne");
    callAll = bound.fn.method("callAll");
  }

  @Override
  public void process(String key, Context c, Iterable<JsRecord> elements, Collector<JsRecord> out) {
    if (bound == null) {
      for (JsRecord result : elements) out.collect(result);
      return;
    }
    JsFunction fn = bound.fn;
    bound.bridge.at(new WindowClock(c), c::output, out);
    double start = OperatorBridge.time(c.window().getStart());
    double end = OperatorBridge.time(c.window().getEnd());
    if (combined) {
      JsRecord result = elements.iterator().next();
      fn.callMethod(callOne, result, key, start, end, result.live(fn.js));
    } else {
      fn.callMethod(callAll, null, key, start, end, fn.js.parse(array(elements)));
    }
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

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    JsRuntime.of(job).accumulators().settle();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    // All state is the window operator's.
  }

  @Override
  public void close() {
    if (bound != null) bound.close();
  }

  private record WindowClock(ProcessWindowFunction<JsRecord, JsRecord, String, TimeWindow>.Context context)
      implements OperatorBridge.Clock {
    @Override
    public long watermark() {
      return context.currentWatermark();
    }

    @Override
    public long processingTime() {
      return context.currentProcessingTime();
    }
  }
}
