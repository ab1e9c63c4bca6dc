package workbook.flink.kafka;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import workbook.flink.records.Base64Text;
import workbook.flink.records.JsRecord;

/** Makes Kafka's records of a `kafkaSink`. The functions are optional and null where the job gives none. */
final class JsRecordSerializationSchema implements KafkaRecordSerializationSchema<JsRecord> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JobSettings job;
  private final String name;
  /** `json`, `string` or `bytes`. */
  private final String format;
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
    format = node.params().get("format").asText();
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
    return new WrittenRecord(
      guard.refusals(),
      recordTopic,
      timestamp(record, eventTimestamp),
      key(record),
      value(record),
      headers(record)
    );
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

  private byte[] key(JsRecord record) {
    if (key == null) return null;
    Value text = js.bind(key, null).call(record);
    return text.isNull() ? null : utf8(text.asString(), "key", record);
  }

  /** Null for a tombstone. */
  private byte[] value(JsRecord record) {
    JsRecord written = record;
    if (value != null) {
      Value result = js.bind(value, null).call(record);
      if (!JsFunction.isUndefined(result)) {
        if (result.isNull()) return null;
        written = JsRecord.ofLive(result);
      }
    }
    if (format.equals("json")) return written.text();
    Value text = written.live(js, name);
    if (!text.isString()) {
      throw LearnerError.refused(
        job,
        name,
        "a sink with format '" + format + "' writes strings, and this value is none",
        record
      );
    }
    return format.equals("bytes") ? bytes(text.asString(), record) : utf8(text.asString(), "value", record);
  }

  private byte[] bytes(String base64, JsRecord record) {
    try {
      return Base64Text.decode(base64);
    } catch (IllegalArgumentException e) {
      throw LearnerError.refused(
        job,
        name,
        "a sink with format 'bytes' writes base64, and this value is none: " + e.getMessage(),
        record
      );
    }
  }

  private List<Header> headers(JsRecord record) {
    if (headers == null) return null;
    List<Header> list = new ArrayList<>();
    try {
      for (var header : JSON.readTree(js.bind(headers, null).call(record).asString()).properties()) {
        JsonNode values = header.getValue();
        for (JsonNode text : values.isArray() ? values : List.of(values))
          list.add(header(header.getKey(), text, record));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return list;
  }

  private Header header(String headerName, JsonNode text, JsRecord record) {
    return new RecordHeader(headerName, text.isNull() ? null : utf8(text.asText(), "header " + headerName, record));
  }

  /** Strictly: half of a surrogate pair is no text. */
  private byte[] utf8(String text, String what, JsRecord record) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) continue;
      try {
        ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
      } catch (CharacterCodingException e) {
        throw LearnerError.refused(
          job,
          name,
          "the " + what + " has half of a surrogate pair, which UTF-8 can't express",
          record
        );
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
