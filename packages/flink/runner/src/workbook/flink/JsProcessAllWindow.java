package workbook.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** The windows of a whole stream. Being part of the operator it also hears of checkpoints, and settles the accumulators. */
final class JsProcessAllWindow extends ProcessAllWindowFunction<JsRecord, JsRecord, Window> implements CheckpointedFunction {
  private final WindowCalls calls;

  JsProcessAllWindow(WindowCalls calls) {
    this.calls = calls;
  }

  @Override
  public void open(OpenContext context) {
    calls.open(getRuntimeContext());
  }

  @Override
  public void process(Context c, Iterable<JsRecord> elements, Collector<JsRecord> out) {
    calls.fire(null, c.window(), new Side(c), elements, out);
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

  /** Flink tells the windows of a whole stream no time, so the API has no method to ask for it. */
  private record Side(ProcessAllWindowFunction<JsRecord, JsRecord, Window>.Context context)
      implements OperatorBridge.WindowSide {
    @Override
    public long watermark() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long processingTime() {
      throw new UnsupportedOperationException();
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
