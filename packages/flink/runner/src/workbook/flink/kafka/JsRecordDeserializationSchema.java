package workbook.flink.kafka;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.Header;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.NullNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.TextNode;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.engine.JsTime;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;
import workbook.flink.records.JsRecord;
import workbook.flink.records.Utf8;
import workbook.flink.records.formats.Format;

/** Reads Kafka's records for a `kafkaSource`. What can't be read goes on as a MalformedRecord. */
final class JsRecordDeserializationSchema implements KafkaRecordDeserializationSchema<JsRecord> {

  private final JobSettings job;
  private final String name;
  private final Format format;
  /** Null if the job gives none. */
  private final FunctionRef deserialize;
  private final boolean withMetadata;
  private transient JsRuntime js;
  private transient JsFunction fn;
  private transient Value call;

  JsRecordDeserializationSchema(Plan.Node node) {
    job = node.job();
    name = node.name();
    format = Format.of(node);
    deserialize = node.optionalFunction("deserialize");
    withMetadata = node.params().get("deserializes").asText().equals("record");
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    js = JsRuntime.of(job);
    js.console().locate(context.getMetricGroup());
    if (deserialize == null) return;
    fn = JsFunction.of(deserialize);
    call = fn.method(withMetadata ? "callWithMetadata" : "call");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> source, Collector<JsRecord> out) {
    JsRecord record;
    try {
      record = read(source);
    } catch (FormatException | JsRuntime.RefusedException e) {
      record = KafkaOrigin.malformed(e.getMessage(), source);
    }
    out.collect(record);
  }

  private JsRecord read(ConsumerRecord<byte[], byte[]> source) throws FormatException, JsRuntime.RefusedException {
    boolean tombstone = source.value() == null;
    if (tombstone && !(fn != null && withMetadata)) throw new FormatException("tombstone (null value)");
    JsRecord record = tombstone ? null : format.read(source.value(), js);
    if (fn == null) return record;
    Value value = tombstone ? null : record.live(js, name);
    Value result = withMetadata
      ? js.attempt(
          name,
          call,
          value,
          source.topic(),
          source.partition(),
          (double) source.offset(),
          JsTime.number(source.timestamp()),
          metadata(source)
        )
      : js.attempt(name, call, value);
    if (!JsFunction.isUndefined(result)) return JsRecord.ofLive(result);
    // With object reuse the function may have changed what it was given.
    return job.objectReuse() ? JsRecord.ofLive(value) : record;
  }

  private static String metadata(ConsumerRecord<byte[], byte[]> source) throws FormatException {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("key", source.key() == null ? null : Utf8.decode(source.key(), "key"));
    ObjectNode headers = metadata.putObject("headers");
    for (Header h : source.headers()) {
      JsonNode value =
        h.value() == null ? NullNode.instance : TextNode.valueOf(Utf8.decode(h.value(), "header " + h.key()));
      JsonNode earlier = headers.get(h.key());
      if (earlier == null) headers.set(h.key(), value);
      else if (earlier instanceof ArrayNode all) all.add(value);
      else headers.putArray(h.key()).add(earlier).add(value);
    }
    return metadata.toString();
  }

  @Override
  public TypeInformation<JsRecord> getProducedType() {
    return JsonType.RECORD;
  }
}
