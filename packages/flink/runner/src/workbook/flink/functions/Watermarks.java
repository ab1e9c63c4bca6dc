package workbook.flink.functions;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsTime;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;
import workbook.flink.records.MalformedRecord;

/** A node's watermark strategy. Records that could not be read get no timestamp from it and move no watermark. */
public final class Watermarks implements WatermarkStrategy<JsRecord> {

  private final WatermarkStrategy<JsRecord> strategy;
  /** Null if records keep the timestamp that they have. */
  private final FunctionRef timestamp;

  public Watermarks(Plan.Node node) {
    JsonNode w = node.params().get("watermarks");
    WatermarkStrategy<JsRecord> base = switch (w.get("kind").asText()) {
      case "none" -> WatermarkStrategy.noWatermarks();
      case "monotonous" -> WatermarkStrategy.forMonotonousTimestamps();
      case "boundedOutOfOrderness" -> WatermarkStrategy.forBoundedOutOfOrderness(
        Duration.ofMillis(w.get("outOfOrdernessMs").asLong())
      );
      default -> throw new IllegalArgumentException("unknown watermark strategy " + w);
    };
    strategy = w.has("idlenessMs") ? base.withIdleness(Duration.ofMillis(w.get("idlenessMs").asLong())) : base;
    timestamp = node.optionalFunction("timestamp");
  }

  @Override
  public TimestampAssigner<JsRecord> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
    return timestamp == null ? (record, recordTimestamp) -> recordTimestamp : new Assigner(timestamp);
  }

  @Override
  public WatermarkGenerator<JsRecord> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
    WatermarkGenerator<JsRecord> generator = strategy.createWatermarkGenerator(context);
    return new WatermarkGenerator<>() {
      @Override
      public void onEvent(JsRecord record, long eventTimestamp, WatermarkOutput output) {
        if (!(record instanceof MalformedRecord)) generator.onEvent(record, eventTimestamp, output);
      }

      @Override
      public void onPeriodicEmit(WatermarkOutput output) {
        generator.onPeriodicEmit(output);
      }
    };
  }

  /** Lives on one task thread. */
  private static final class Assigner implements TimestampAssigner<JsRecord> {

    private final FunctionRef ref;
    private JsFunction fn;

    Assigner(FunctionRef ref) {
      this.ref = ref;
    }

    @Override
    public long extractTimestamp(JsRecord record, long recordTimestamp) {
      if (record instanceof MalformedRecord) return recordTimestamp;
      if (fn == null) fn = JsFunction.of(ref);
      return JsTime.timestamp(fn.call(record, JsTime.number(recordTimestamp)).asDouble());
    }
  }
}
