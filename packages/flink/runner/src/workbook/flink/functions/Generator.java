package workbook.flink.functions;

import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** The function of a `generator` source. */
public final class Generator implements GeneratorFunction<Long, JsRecord> {

  private final FunctionRef ref;
  private transient JsFunction fn;
  private transient Value call;

  private Generator(FunctionRef generate) {
    ref = generate;
  }

  public static DataGeneratorSource<JsRecord> source(Plan.Node node) {
    return new DataGeneratorSource<>(
      new Generator(node.function("generate")),
      node.params().get("count").asLong(),
      rateLimit(node.params().get("rateLimit")),
      JsonType.RECORD
    );
  }

  private static RateLimiterStrategy<?> rateLimit(JsonNode limit) {
    if (limit == null) return RateLimiterStrategy.noOp();
    return limit.get("kind").asText().equals("perSecond")
      ? RateLimiterStrategy.perSecond(limit.get("records").asDouble())
      : RateLimiterStrategy.perCheckpoint(limit.get("records").asInt());
  }

  @Override
  public void open(SourceReaderContext context) {
    fn = JsFunction.of(ref);
    call = fn.method("call");
    fn.js().console().locate(context.metricGroup());
  }

  @Override
  public JsRecord map(Long index) {
    return JsRecord.ofLive(fn.callMethod(call, null, (double) index));
  }
}
