package workbook.flink.records;

import java.util.Base64;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a source passes on instead of a record that it could not read. It gets no timestamp from the assigner and moves
 * no watermark; the operator that is chained to the source takes it out of the stream (MalformedSplit).
 */
public final class MalformedRecord extends JsRecord {

  private final String reason;
  private final String place;
  private final ObjectNode origin;
  private final byte[] value;

  /**
   * @param place where the record was, in words
   * @param origin the same as JSON, with what else the source knows of the record
   * @param value null if it has none
   */
  public MalformedRecord(String reason, String place, ObjectNode origin, byte[] value) {
    this.reason = reason;
    this.place = place;
    this.origin = origin;
    this.value = value;
  }

  public String reason() {
    return reason;
  }

  public String place() {
    return place;
  }

  /** The record of the side output: for Kafka, MalformedRecord of kafka-source.ts. */
  public ObjectNode describe() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("reason", reason);
    json.setAll(origin);
    String text = value == null ? null : Utf8.textOf(value);
    if (value == null) return json.putNull("value").put("valueEncoding", "none");
    if (text != null) return json.put("value", text).put("valueEncoding", "utf8");
    return json.put("value", Base64.getEncoder().encodeToString(value)).put("valueEncoding", "base64");
  }

  @Override
  public byte[] text() {
    throw new IllegalStateException("a malformed record left its source: " + place);
  }
}
