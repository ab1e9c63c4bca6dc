package workbook.flink;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import workbook.flink.graph.GraphBuilder;
import workbook.flink.plan.Plan;

/** Entry class of every job. The job's jar holds only plan.json, submission.json and bundle.js. */
public final class Runner {

  private Runner() {}

  /** In the job's global parameters, where transactions.ts reads it: the transactionalIdPrefixes of its Kafka sinks. */
  private static final String TRANSACTIONS = "kafka-transactions";

  public static void main(String[] args) throws Exception {
    Plan plan = Plan.load();
    Configuration config = configuration(plan.settings());
    config.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, Map.of(TRANSACTIONS, transactions(plan).toString()));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    if (plan.settings().has("bufferTimeoutMs")) env.setBufferTimeout(plan.settings().get("bufferTimeoutMs").asLong());
    new GraphBuilder(env, plan).build();
    env.execute(plan.job().name());
  }

  private static JsonNode transactions(Plan plan) {
    ArrayNode owned = JsonNodeFactory.instance.arrayNode();
    for (Plan.Node node : plan.nodes()) {
      JsonNode p = node.params();
      if (!node.op().equals("kafkaSink") || !p.get("deliveryGuarantee").asText().equals("EXACTLY_ONCE")) continue;
      owned
        .addObject()
        .put("bootstrapServers", p.get("bootstrapServers").asText())
        .put("transactionalIdPrefix", p.get("transactionalIdPrefix").asText());
    }
    return owned;
  }

  /**
   * Only what the job says. Without a restart strategy Flink's own default holds: none without checkpoints, and an
   * exponential delay with them, so that a lost TaskManager or broker is retried. (A LearnerError is not.)
   */
  private static Configuration configuration(JsonNode settings) {
    Configuration config = new Configuration();
    config.set(PipelineOptions.OBJECT_REUSE, settings.get("objectReuse").asBoolean());
    config.set(PipelineOptions.GENERIC_TYPES, false);
    if (settings.has("parallelism")) config.set(CoreOptions.DEFAULT_PARALLELISM, settings.get("parallelism").asInt());
    if (settings.has("maxParallelism")) config.set(
      PipelineOptions.MAX_PARALLELISM,
      settings.get("maxParallelism").asInt()
    );
    if (settings.has("autoWatermarkIntervalMs")) {
      config.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, millis(settings, "autoWatermarkIntervalMs"));
    }
    if (settings.has("checkpointing")) checkpointing(config, settings.get("checkpointing"));
    if (settings.has("restartStrategy")) restartStrategy(config, settings.get("restartStrategy"));
    return config;
  }

  private static void checkpointing(Configuration config, JsonNode c) {
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, millis(c, "intervalMs"));
    config.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.valueOf(c.get("mode").asText()));
    config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, millis(c, "timeoutMs"));
    config.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, millis(c, "minPauseMs"));
    if (c.has("maxConcurrent")) config.set(
      CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS,
      c.get("maxConcurrent").asInt()
    );
    if (c.has("unaligned")) config.set(CheckpointingOptions.ENABLE_UNALIGNED, c.get("unaligned").asBoolean());
    config.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, c.get("tolerableFailures").asInt());
    config.set(
      CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
      ExternalizedCheckpointRetention.valueOf(c.get("retention").asText())
    );
  }

  private static void restartStrategy(Configuration config, JsonNode r) {
    switch (r.get("kind").asText()) {
      case "none" -> config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
      case "fixedDelay" -> {
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, r.get("attempts").asInt());
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, millis(r, "delayMs"));
      }
      case "exponentialDelay" -> {
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        config.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
          millis(r, "initialBackoffMs")
        );
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, millis(r, "maxBackoffMs"));
        config.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER,
          r.get("backoffMultiplier").asDouble()
        );
        config.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
          millis(r, "resetBackoffThresholdMs")
        );
      }
      default -> throw new IllegalArgumentException("unknown restart strategy " + r);
    }
  }

  private static Duration millis(JsonNode node, String field) {
    return Duration.ofMillis(node.get(field).asLong());
  }
}
