package workbook.flink.windows;

import java.time.Duration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.AllWindowedStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.windowing.assigners.DynamicEventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.DynamicProcessingTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.assigners.ProcessingTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.evictors.CountEvictor;
import org.apache.flink.streaming.api.windowing.evictors.Evictor;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousEventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousProcessingTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.CountTrigger;
import org.apache.flink.streaming.api.windowing.triggers.EventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.ProcessingTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.PurgingTrigger;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.OutputTag;
import workbook.flink.JsonType;
import workbook.flink.functions.JsReduce;
import workbook.flink.functions.OperatorBridge;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** Makes the window operators of `window` and `windowAll` nodes (plan/windows.ts). */
public final class WindowBuilder {

  private final Plan.Node node;
  private final JsonNode params;

  public WindowBuilder(Plan.Node node) {
    this.node = node;
    params = node.params();
  }

  /** A `window` node. */
  public SingleOutputStreamOperator<JsRecord> build(KeyedStream<JsRecord, String> input) {
    WindowedStream<JsRecord, String, Window> windows = input.window(assigner()).allowedLateness(allowedLateness());
    if (params.has("trigger")) windows.trigger(trigger());
    if (params.has("evictor")) windows.evictor(evictor());
    if (params.has("lateTag")) windows.sideOutputLateData(lateTag());
    JsProcessWindow fire = new JsProcessWindow(calls("processWindow"));
    if (node.has("aggregate")) {
      return windows.aggregate(aggregate(), fire, JsonType.ACCUMULATOR, JsonType.RECORD, JsonType.RECORD);
    }
    return node.has("reduce")
      ? windows.reduce(reduce(), fire, JsonType.RECORD)
      : windows.process(fire, JsonType.RECORD);
  }

  /** A `windowAll` node. */
  public SingleOutputStreamOperator<JsRecord> buildAll(DataStream<JsRecord> input) {
    AllWindowedStream<JsRecord, Window> windows = input.windowAll(assigner()).allowedLateness(allowedLateness());
    if (params.has("trigger")) windows.trigger(trigger());
    if (params.has("evictor")) windows.evictor(evictor());
    if (params.has("lateTag")) windows.sideOutputLateData(lateTag());
    JsProcessAllWindow fire = new JsProcessAllWindow(calls("processAllWindow"));
    if (node.has("aggregate")) {
      return windows.aggregate(aggregate(), fire, JsonType.ACCUMULATOR, JsonType.RECORD, JsonType.RECORD);
    }
    return node.has("reduce")
      ? windows.reduce(reduce(), fire, JsonType.RECORD)
      : windows.process(fire, JsonType.RECORD);
  }

  private JsReduce reduce() {
    return new JsReduce(node.function("reduce"));
  }

  private JsAggregate aggregate() {
    return new JsAggregate(node.function("aggregate"));
  }

  /** State is there in any case: to Flink, the records of a stream without keys have one key. */
  private WindowCalls calls(String role) {
    FunctionRef process = node.has(role) ? node.function(role, true) : null;
    boolean merging = params.get("assigner").get("kind").asText().equals("session");
    return new WindowCalls(process, node.has("reduce") || node.has("aggregate"), merging);
  }

  private Duration allowedLateness() {
    return millis(params, "allowedLatenessMs");
  }

  private OutputTag<JsRecord> lateTag() {
    return OperatorBridge.tag(params.get("lateTag").asText());
  }

  @SuppressWarnings("unchecked")
  private WindowAssigner<? super JsRecord, Window> assigner() {
    JsonNode a = params.get("assigner");
    boolean event = a.path("time").asText().equals("event");
    WindowAssigner<?, ?> assigner = switch (a.get("kind").asText()) {
      case "tumbling" -> event
        ? TumblingEventTimeWindows.of(millis(a, "sizeMs"), millis(a, "offsetMs"))
        : TumblingProcessingTimeWindows.of(millis(a, "sizeMs"), millis(a, "offsetMs"));
      case "sliding" -> event
        ? SlidingEventTimeWindows.of(millis(a, "sizeMs"), millis(a, "slideMs"), millis(a, "offsetMs"))
        : SlidingProcessingTimeWindows.of(millis(a, "sizeMs"), millis(a, "slideMs"), millis(a, "offsetMs"));
      case "session" -> a.has("gapMs")
        ? session(event, millis(a, "gapMs"))
        : session(event, new JsSessionGap(node.function("gap")));
      case "global" -> GlobalWindows.create();
      default -> throw new IllegalArgumentException("unknown window assigner " + a);
    };
    return (WindowAssigner<? super JsRecord, Window>) assigner;
  }

  private static WindowAssigner<?, ?> session(boolean event, Duration gap) {
    return event ? EventTimeSessionWindows.withGap(gap) : ProcessingTimeSessionWindows.withGap(gap);
  }

  private static WindowAssigner<?, ?> session(boolean event, JsSessionGap gap) {
    return event
      ? DynamicEventTimeSessionWindows.withDynamicGap(gap)
      : DynamicProcessingTimeSessionWindows.withDynamicGap(gap);
  }

  @SuppressWarnings("unchecked")
  private Trigger<? super JsRecord, ? super Window> trigger() {
    JsonNode t = params.get("trigger");
    Trigger<?, ?> trigger = switch (t.get("kind").asText()) {
      case "eventTime" -> EventTimeTrigger.create();
      case "processingTime" -> ProcessingTimeTrigger.create();
      case "count" -> CountTrigger.of(t.get("maxCount").asLong());
      case "continuousEventTime" -> params.get("assigner").get("kind").asText().equals("global")
        ? new EndingContinuousTrigger(millis(t, "intervalMs"))
        : ContinuousEventTimeTrigger.of(millis(t, "intervalMs"));
      case "continuousProcessingTime" -> ContinuousProcessingTimeTrigger.of(millis(t, "intervalMs"));
      case "endOfStream" -> new GlobalWindows.EndOfStreamTrigger();
      default -> throw new IllegalArgumentException("unknown trigger " + t);
    };
    Trigger<JsRecord, Window> typed = (Trigger<JsRecord, Window>) trigger;
    return t.get("purging").asBoolean() ? PurgingTrigger.of(typed) : typed;
  }

  private Evictor<JsRecord, Window> evictor() {
    JsonNode e = params.get("evictor");
    if (!e.get("kind").asText().equals("count")) throw new IllegalArgumentException("unknown evictor " + e);
    @SuppressWarnings("unchecked")
    Evictor<JsRecord, Window> typed = (Evictor<JsRecord, Window>) (Evictor<?, ?>) CountEvictor.of(
      e.get("maxCount").asLong()
    );
    return typed;
  }

  private static Duration millis(JsonNode node, String field) {
    return Duration.ofMillis(node.get(field).asLong());
  }
}
