package workbook.flink.records.formats;

import java.io.Serializable;
import workbook.flink.engine.JsRuntime;
import workbook.flink.plan.Plan;
import workbook.flink.records.FormatException;
import workbook.flink.records.JsRecord;

/** How values stand outside of a job: one class for each format of formats.ts. Inside, records are JSON. */
public interface Format extends Serializable {
  JsRecord read(byte[] bytes, JsRuntime js) throws FormatException;

  byte[] write(JsRecord record, JsRuntime js) throws FormatException;

  /** That of a source or a sink. */
  static Format of(Plan.Node node) {
    String name = node.params().get("format").asText();
    return switch (name) {
      case "json" -> new Json(node);
      case "string" -> new Text(node);
      case "bytes" -> new Bytes(node);
      default -> throw new IllegalArgumentException(
        "This runner does not know the format " + name + ". Run \"npm start\": it builds both anew and restarts Flink."
      );
    };
  }
}
