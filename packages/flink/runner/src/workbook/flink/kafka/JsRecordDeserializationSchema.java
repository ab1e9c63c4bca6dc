package workbook.flink.kafka;

import java.util.Base64;
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
import workbook.flink.records.BigNumbers;
import workbook.flink.records.JsRecord;
import workbook.flink.records.MalformedRecord;

/** Reads Kafka's records for a `kafkaSource`. What can't be read goes on as a MalformedRecord. */
final class JsRecordDeserializationSchema implements KafkaRecordDeserializationSchema<JsRecord> {

  private final JobSettings job;
  private final String name;
  /** `json`, `string` or `bytes`. */
  private final String format;
  private final boolean quoteBigNumbers;
  /** Null if the job gives none. */
  private final FunctionRef deserialize;
  private final boolean withMetadata;
  private transient JsRuntime js;
  private transient JsFunction fn;
  private transient Value call;

  JsRecordDeserializationSchema(Plan.Node node) {
    job = node.job();
    name = node.name();
    format = node.params().get("format").asText();
    quoteBigNumbers = node.params().get("bigNumbers").asText().equals("string");
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
    } catch (Malformed e) {
      record = new MalformedRecord(e.getMessage(), source);
    } catch (JsRuntime.RefusedException e) {
      record = new MalformedRecord(e.getMessage(), source);
    }
    out.collect(record);
  }

  private JsRecord read(ConsumerRecord<byte[], byte[]> source) throws Malformed, JsRuntime.RefusedException {
    byte[] text = source.value();
    if (text == null && !(fn != null && withMetadata)) throw new Malformed("tombstone (null value)");
    boolean json = format.equals("json");
    if (json && text != null) text = checkNumbers(text);
    // The text of a string is not JSON: it is made when it is wanted.
    Value value = text == null ? null : json ? parseJson(text) : js.text(string(text));
    JsRecord record = JsRecord.of(value, json ? text : null);
    if (fn == null) return record;
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

  private String string(byte[] value) throws Malformed {
    return format.equals("bytes") ? Base64.getEncoder().encodeToString(value) : decode(value, "value");
  }

  private byte[] checkNumbers(byte[] text) throws Malformed {
    String number = quoteBigNumbers ? null : BigNumbers.find(text);
    if (number == null) return BigNumbers.written(text, quoteBigNumbers);
    throw new Malformed(
      "a JavaScript number can't hold " +
        shorten(number) +
        " (bigNumbers: 'string' of the source keeps such numbers as strings)"
    );
  }

  private Value parseJson(byte[] text) throws Malformed, JsRuntime.RefusedException {
    if (startsWithByteOrderMark(text)) {
      throw new Malformed(
        "the value is not JSON: it begins with a byte order mark, which is not seen and which JSON does not allow"
      );
    }
    try {
      return js.parse(name, decode(text, "value"), text);
    } catch (JsRuntime.RefusedException e) {
      throw new Malformed("the value is not JSON: " + firstLine(e.getMessage()));
    }
  }

  private static String metadata(ConsumerRecord<byte[], byte[]> source) throws Malformed {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("key", source.key() == null ? null : decode(source.key(), "key"));
    ObjectNode headers = metadata.putObject("headers");
    for (Header h : source.headers()) {
      JsonNode value = h.value() == null ? NullNode.instance : TextNode.valueOf(decode(h.value(), "header " + h.key()));
      JsonNode earlier = headers.get(h.key());
      if (earlier == null) headers.set(h.key(), value);
      else if (earlier instanceof ArrayNode all) all.add(value);
      else headers.putArray(h.key()).add(earlier).add(value);
    }
    return metadata.toString();
  }

  private static boolean startsWithByteOrderMark(byte[] text) {
    return text.length >= 3 && (text[0] & 0xff) == 0xef && (text[1] & 0xff) == 0xbb && (text[2] & 0xff) == 0xbf;
  }

  private static String decode(byte[] utf8, String what) throws Malformed {
    String text = MalformedRecord.decode(utf8);
    if (text == null) throw new Malformed("the " + what + " is not UTF-8 text");
    return text;
  }

  private static String shorten(String number) {
    return number.length() <= 60 ? number : number.substring(0, 60) + "…";
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  @Override
  public TypeInformation<JsRecord> getProducedType() {
    return JsonType.RECORD;
  }

  private static final class Malformed extends Exception {

    Malformed(String reason) {
      super(reason, null, false, false);
    }
  }
}
