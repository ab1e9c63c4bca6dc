package workbook.flink.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.Header;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.engine.JsTime;
import workbook.flink.engine.LearnerError;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;
import workbook.flink.records.JsRecord;
import workbook.flink.records.Utf8;
import workbook.flink.records.formats.Format;

/** Makes Kafka's records of a `kafkaSink`. The functions are optional and null where the job gives none. */
final class JsRecordSerializationSchema implements KafkaRecordSerializationSchema<JsRecord> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JobSettings job;
  private final String name;
  private final Format format;
  private final String fixedTopic;
  private final FunctionRef topic;
  private final FunctionRef key;
  private final FunctionRef value;
  private final FunctionRef headers;
  private final FunctionRef timestamp;
  private final KafkaGuard guard;
  private transient JsRuntime js;

  JsRecordSerializationSchema(Plan.Node node, KafkaGuard guard) {
    this.guard = guard;
    job = node.job();
    name = node.name();
    format = Format.of(node);
    fixedTopic = node.params().path("topic").asText(null);
    topic = node.optionalFunction("topic");
    key = node.optionalFunction("key");
    value = node.optionalFunction("value");
    headers = node.optionalFunction("headers");
    timestamp = node.optionalFunction("timestamp");
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    js = JsRuntime.of(job);
    js.console().locate(context.getMetricGroup());
    guard.open();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(JsRecord record, KafkaSinkContext sink, Long eventTimestamp) {
    String recordTopic = topic == null ? fixedTopic : js.bind(topic, null).call(record).asString();
    Long recordTimestamp = timestamp(record, eventTimestamp);
    try {
      return new WrittenRecord(
        guard.refusals(),
        recordTopic,
        recordTimestamp,
        key(record),
        value(record),
        headers(record)
      );
    } catch (FormatException e) {
      throw LearnerError.refused(job, name, e.getMessage(), record);
    }
  }

  /**
   * Without a function it is the event timestamp, as Flink's own sink writes it. What a global window emits has the end
   * of time for one, which a broker refuses: it gets the time of writing.
   */
  private Long timestamp(JsRecord record, Long eventTimestamp) {
    boolean known = eventTimestamp != null && eventTimestamp >= 0 && eventTimestamp != Long.MAX_VALUE;
    if (timestamp == null) return known ? eventTimestamp : null;
    long t = (long) js
      .bind(timestamp, null)
      .call(record, known ? JsTime.number(eventTimestamp) : null)
      .asDouble();
    if (t < 0) throw LearnerError.refused(
      job,
      name,
      "the timestamp function returned " + t + ": Kafka takes none before 1970",
      record
    );
    return t;
  }

  private byte[] key(JsRecord record) throws FormatException {
    if (key == null) return null;
    Value text = js.bind(key, null).call(record);
    return text.isNull() ? null : Utf8.encode(text.asString(), "key");
  }

  /** Null for a tombstone. */
  private byte[] value(JsRecord record) throws FormatException {
    JsRecord written = record;
    if (value != null) {
      Value result = js.bind(value, null).call(record);
      if (!JsFunction.isUndefined(result)) {
        if (result.isNull()) return null;
        written = JsRecord.ofLive(result);
      }
    }
    return format.write(written, js);
  }

  private List<Header> headers(JsRecord record) throws FormatException {
    if (headers == null) return null;
    List<Header> list = new ArrayList<>();
    try {
      for (var header : JSON.readTree(js.bind(headers, null).call(record).asString()).properties()) {
        JsonNode values = header.getValue();
        for (JsonNode text : values.isArray() ? values : List.of(values)) list.add(header(header.getKey(), text));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return list;
  }

  private static Header header(String headerName, JsonNode text) throws FormatException {
    return new RecordHeader(headerName, text.isNull() ? null : Utf8.encode(text.asText(), "header " + headerName));
  }
}
