package workbook.flink.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** Flink's Kafka connectors for `kafkaSource` and `kafkaSink`. */
public final class KafkaConnectors {

  /**
   * The longest that a broker allows by default. Flink's own default of an hour is refused by it, and anything shorter
   * loses what was pre-committed when a recovery takes longer.
   */
  private static final String TRANSACTION_TIMEOUT_MS = "900000";

  /**
   * Kafka's clients have hundreds of metrics of their own. Flink would gather them all whenever somebody looks at a
   * job, which costs more than a small job itself; its own, such as the number of pending records, don't need them.
   */
  private static final String CONSUMER_METRICS = "register.consumer.metrics";
  private static final String PRODUCER_METRICS = "register.producer.metrics";

  /**
   * A client that reaches no broker begins anew with the addresses that it was given, by default, and an admin client
   * does so thousands of times a second, with a line in the log each time. Without that it goes on trying the brokers
   * that it knows.
   */
  private static final String RECOVERY = "metadata.recovery.strategy";
  private static final String KEEP_TRYING = "none";

  private KafkaConnectors() {}

  public static KafkaSource<JsRecord> source(Plan.Node node) {
    JsonNode p = node.params();
    KafkaSourceBuilder<JsRecord> source = KafkaSource.<JsRecord>builder()
      .setBootstrapServers(p.get("bootstrapServers").asText())
      .setGroupId(p.get("groupId").asText())
      .setStartingOffsets(offsets(p.get("startingOffsets")))
      .setProperty(CONSUMER_METRICS, "false")
      .setProperty(RECOVERY, KEEP_TRYING)
      .setDeserializer(new JsRecordDeserializationSchema(node));
    if (p.has("topics")) source.setTopics(node.texts("topics"));
    else source.setTopicPattern(Pattern.compile(p.get("topicPattern").asText()));
    if (p.has("stoppingOffsets")) source.setBounded(offsets(p.get("stoppingOffsets")));
    node.properties().forEach(source::setProperty);
    return source.build();
  }

  private static OffsetsInitializer offsets(JsonNode o) {
    return switch (o.get("kind").asText()) {
      case "earliest" -> OffsetsInitializer.earliest();
      case "latest" -> OffsetsInitializer.latest();
      case "committed" -> OffsetsInitializer.committedOffsets(reset(o));
      case "timestamp" -> OffsetsInitializer.timestamp(o.get("timestamp").asLong());
      case "offsets" -> {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (JsonNode each : o.get("offsets")) {
          offsets.put(
            new TopicPartition(each.get("topic").asText(), each.get("partition").asInt()),
            each.get("offset").asLong()
          );
        }
        yield OffsetsInitializer.offsets(offsets, reset(o));
      }
      default -> throw new IllegalArgumentException("unknown offsets " + o);
    };
  }

  private static OffsetResetStrategy reset(JsonNode o) {
    return switch (o.get("reset").asText()) {
      case "earliest" -> OffsetResetStrategy.EARLIEST;
      case "latest" -> OffsetResetStrategy.LATEST;
      default -> OffsetResetStrategy.NONE;
    };
  }

  public static Sink<JsRecord> sink(Plan.Node node) {
    JsonNode p = node.params();
    KafkaGuard guard = new KafkaGuard(node);
    KafkaSinkBuilder<JsRecord> sink = KafkaSink.<JsRecord>builder()
      .setBootstrapServers(p.get("bootstrapServers").asText())
      .setDeliveryGuarantee(DeliveryGuarantee.valueOf(p.get("deliveryGuarantee").asText()))
      .setRecordSerializer(new JsRecordSerializationSchema(node, guard))
      .setProperty(PRODUCER_METRICS, "false")
      .setProperty(RECOVERY, KEEP_TRYING)
      .setProperty("interceptor.classes", RefusalInterceptor.class.getName())
      .setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
    if (p.has("transactionalIdPrefix")) sink.setTransactionalIdPrefix(p.get("transactionalIdPrefix").asText());
    node.properties().forEach(sink::setProperty);
    return new GuardedKafkaSink(sink.build(), guard);
  }
}
