package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** The windows of a keyed stream. Being part of the operator it also hears of checkpoints, and settles the accumulators. */
final class JsProcessWindow extends ProcessWindowFunction<JsRecord, JsRecord, String, Window> implements CheckpointedFunction {
  private final WindowCalls calls;

  JsProcessWindow(WindowCalls calls) {
    this.calls = calls;
  }

  @Override
  public void open(OpenContext context) {
    calls.open(getRuntimeContext());
  }

  @Override
  public void process(String key, Context c, Iterable<JsRecord> elements, Collector<JsRecord> out) {
    calls.fire(key, c.window(), new Side(c), elements, out);
  }

  @Override
  public void clear(Context c) {
    calls.clear(c.window(), new Side(c));
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    calls.snapshot();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    // All state is the window operator's.
  }

  @Override
  public void close() {
    calls.close();
  }

  private record Side(ProcessWindowFunction<JsRecord, JsRecord, String, Window>.Context context)
      implements OperatorBridge.WindowSide {
    @Override
    public long watermark() {
      return context.currentWatermark();
    }

    @Override
    public long processingTime() {
      return context.currentProcessingTime();
    }

    @Override
    public KeyedStateStore state() {
      return context.windowState();
    }

    @Override
    public void emit(OutputTag<JsRecord> tag, JsRecord record) {
      context.output(tag, record);
    }
  }
}
