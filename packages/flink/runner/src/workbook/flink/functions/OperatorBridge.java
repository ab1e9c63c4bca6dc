package workbook.flink.functions;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.engine.JsTime;
import workbook.flink.records.JsRecord;
import workbook.flink.state.StateStore;

/**
 * What an operator's subtask offers its function: output, key, time, timers, state (OperatorBridge of bridge.ts). The
 * operator sets what belongs to the record at hand before it calls the function.
 */
public final class OperatorBridge {

  private final JsRuntime js;
  private final RuntimeContext runtime;
  private final String operator;
  private final boolean keyed;
  /** Null where Flink counts right. */
  private Counter emitted;
  private Collector<JsRecord> out;
  private SideOutput side;
  private WindowSide window;
  private boolean merging;
  private TimerService timers;
  private TimeDomain timeDomain;
  private JsRecord record;
  private Long timestamp;
  private String key;

  public interface SideOutput {
    void emit(OutputTag<JsRecord> tag, JsRecord record);
  }

  /** What a window function has besides its window; `state` is that of the window it is called for. */
  public record WindowSide(
    Supplier<KeyedStateStore> state,
    SideOutput output,
    LongSupplier watermark,
    LongSupplier processingTime
  ) {
    /** Flink tells the windows of a whole stream no time, so the API has no method to ask for it. */
    public WindowSide(Supplier<KeyedStateStore> state, SideOutput output) {
      this(state, output, WindowSide::noTime, WindowSide::noTime);
    }

    private static long noTime() {
      throw new UnsupportedOperationException();
    }
  }

  OperatorBridge(JsRuntime js, RuntimeContext runtime, String operator, boolean keyed) {
    this.js = js;
    this.runtime = runtime;
    this.operator = operator;
    this.keyed = keyed;
  }

  /** Of an operator that may have side outputs. */
  public void countMainOutput(Counter counter) {
    emitted = counter;
  }

  public static OutputTag<JsRecord> tag(String id) {
    return new OutputTag<>(id, JsonType.RECORD);
  }

  /** For a function that only emits. */
  void at(JsRecord newRecord, Collector<JsRecord> newOut) {
    record = newRecord;
    out = newOut;
  }

  /** For a process function; `newDomain` is null unless a timer fires. */
  void at(
    JsRecord newRecord,
    Long newTimestamp,
    String newKey,
    TimerService newTimers,
    TimeDomain newDomain,
    SideOutput newSide,
    Collector<JsRecord> newOut
  ) {
    record = newRecord;
    timestamp = newTimestamp;
    key = newKey;
    timers = newTimers;
    timeDomain = newDomain;
    side = newSide;
    out = newOut;
  }

  /** For a window function. */
  public void at(boolean newMerging, WindowSide newWindow, Collector<JsRecord> newOut) {
    merging = newMerging;
    window = newWindow;
    side = newWindow.output;
    out = newOut;
  }

  @Export
  public void collect(Value value) {
    JsRecord result = JsFunction.result(value, record);
    if (emitted != null) emitted.inc();
    js.runOutside(() -> out.collect(result));
  }

  @Export
  public void output(String tag, Value value) {
    js.runOutside(() -> side.emit(tag(tag), JsRecord.ofLive(value)));
  }

  @Export
  public String key() {
    return key;
  }

  /** Null if the record has none. Flink's sources mark that with the smallest number. */
  @Export
  public Double timestamp() {
    return timestamp == null || timestamp == TimestampAssigner.NO_TIMESTAMP ? null : JsTime.number(timestamp);
  }

  @Export
  public double currentWatermark() {
    return JsTime.number(window != null ? window.watermark.getAsLong() : timers.currentWatermark());
  }

  @Export
  public double currentProcessingTime() {
    return window != null ? window.processingTime.getAsLong() : timers.currentProcessingTime();
  }

  @Export
  public String timeDomain() {
    return String.valueOf(timeDomain);
  }

  @Export
  public void registerEventTimeTimer(double t) {
    js.runOutside(() -> timers.registerEventTimeTimer((long) t));
  }

  @Export
  public void registerProcessingTimeTimer(double t) {
    js.runOutside(() -> timers.registerProcessingTimeTimer((long) t));
  }

  @Export
  public void deleteEventTimeTimer(double t) {
    js.runOutside(() -> timers.deleteEventTimeTimer((long) t));
  }

  @Export
  public void deleteProcessingTimeTimer(double t) {
    js.runOutside(() -> timers.deleteProcessingTimeTimer((long) t));
  }

  @Export
  public String jobId() {
    return runtime.getJobInfo().getJobId().toHexString();
  }

  @Export
  public String jobName() {
    return runtime.getJobInfo().getJobName();
  }

  @Export
  public String taskName() {
    return runtime.getTaskInfo().getTaskName();
  }

  @Export
  public String taskNameWithSubtasks() {
    return runtime.getTaskInfo().getTaskNameWithSubtasks();
  }

  @Export
  public int subtaskIndex() {
    return runtime.getTaskInfo().getIndexOfThisSubtask();
  }

  @Export
  public int parallelism() {
    return runtime.getTaskInfo().getNumberOfParallelSubtasks();
  }

  @Export
  public int maxParallelism() {
    return runtime.getTaskInfo().getMaxNumberOfParallelSubtasks();
  }

  @Export
  public int attempt() {
    return runtime.getTaskInfo().getAttemptNumber();
  }

  @Export
  public MetricCells metrics() {
    return new MetricCells(js, runtime, runtime.getMetricGroup());
  }

  @Export
  public boolean keyed() {
    return keyed;
  }

  @Export
  public StateStore states() {
    return new StateStore(js, operator, runtime);
  }

  /** Null where windows merge: they have none. */
  @Export
  public StateStore windowState() {
    return merging ? null : new StateStore(js, operator, window.state.get());
  }
}
