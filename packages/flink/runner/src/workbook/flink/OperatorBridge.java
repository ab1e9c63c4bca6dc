package workbook.flink;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;

/**
 * What an operator's subtask offers its function: output, key, time, timers, state (OperatorBridge of bridge.ts). The
 * operator sets what belongs to the record at hand before it calls the function.
 */
public final class OperatorBridge {
  /** JavaScript's safe integers, which timestamps are kept within: Flink's "no watermark yet" is far below them. */
  private static final long MAX_SAFE = (1L << 53) - 1;

  private final JsRuntime js;
  private final RuntimeContext runtime;
  private final String operator;
  private final boolean keyed;
  private Collector<JsRecord> out;
  private SideOutput side;
  private WindowSide window;
  private boolean merging;
  private TimerService timers;
  private TimeDomain timeDomain;
  private JsRecord record;
  private Long timestamp;
  private String key;

  interface SideOutput {
    void emit(OutputTag<JsRecord> tag, JsRecord record);
  }

  /** What a window function has besides its window. */
  interface WindowSide extends SideOutput {
    long watermark();

    long processingTime();

    /** The state of the window that the function is called for. */
    KeyedStateStore state();
  }

  OperatorBridge(JsRuntime js, RuntimeContext runtime, String operator, boolean keyed) {
    this.js = js;
    this.runtime = runtime;
    this.operator = operator;
    this.keyed = keyed;
  }

  static OutputTag<JsRecord> tag(String id) {
    return new OutputTag<>(id, JsonType.RECORD);
  }

  static double time(long t) {
    return Math.max(-MAX_SAFE, Math.min(MAX_SAFE, t));
  }

  /** For a function that only emits. */
  void at(JsRecord newRecord, Collector<JsRecord> newOut) {
    record = newRecord;
    out = newOut;
  }

  /** For a process function; `newDomain` is null unless a timer fires. */
  void at(JsRecord newRecord, Long newTimestamp, String newKey, TimerService newTimers, TimeDomain newDomain,
      SideOutput newSide, Collector<JsRecord> newOut) {
    record = newRecord;
    timestamp = newTimestamp;
    key = newKey;
    timers = newTimers;
    timeDomain = newDomain;
    side = newSide;
    out = newOut;
  }

  /** For a window function. */
  void at(boolean newMerging, WindowSide newWindow, Collector<JsRecord> newOut) {
    merging = newMerging;
    window = newWindow;
    side = newWindow;
    out = newOut;
  }

  @Export
  public void collect(Value value) {
    JsRecord emitted = JsFunction.result(value, record);
    js.outside(() -> {
      out.collect(emitted);
      return null;
    });
  }

  @Export
  public void output(String tag, Value value) {
    js.outside(() -> {
      side.emit(tag(tag), JsRecord.ofLive(value));
      return null;
    });
  }

  @Export
  public String key() {
    return key;
  }

  /** Null if the record has none. Flink's sources mark that with the smallest number. */
  @Export
  public Double timestamp() {
    return timestamp == null || timestamp == TimestampAssigner.NO_TIMESTAMP ? null : time(timestamp);
  }

  @Export
  public double currentWatermark() {
    return time(window != null ? window.watermark() : timers.currentWatermark());
  }

  @Export
  public double currentProcessingTime() {
    return window != null ? window.processingTime() : timers.currentProcessingTime();
  }

  @Export
  public String timeDomain() {
    return String.valueOf(timeDomain);
  }

  @Export
  public void registerEventTimeTimer(double t) {
    timer(() -> timers.registerEventTimeTimer((long) t));
  }

  @Export
  public void registerProcessingTimeTimer(double t) {
    timer(() -> timers.registerProcessingTimeTimer((long) t));
  }

  @Export
  public void deleteEventTimeTimer(double t) {
    timer(() -> timers.deleteEventTimeTimer((long) t));
  }

  @Export
  public void deleteProcessingTimeTimer(double t) {
    timer(() -> timers.deleteProcessingTimeTimer((long) t));
  }

  private void timer(Runnable step) {
    js.outside(() -> {
      step.run();
      return null;
    });
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
    return merging ? null : new StateStore(js, operator, window.state());
  }
}
