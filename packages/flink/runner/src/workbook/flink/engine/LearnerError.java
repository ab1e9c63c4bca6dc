package workbook.flink.engine;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import workbook.flink.plan.JobSettings;
import workbook.flink.records.JsRecord;
import workbook.flink.records.MalformedRecord;

/**
 * A failure of the author's code. Its message is for people; its last line, after MARKER, is the same as one line of JSON
 * for the client, which maps the places in bundle.js to the author's files (see the runner's README.md).
 */
public final class LearnerError extends RuntimeException {

  static final String MARKER = "workbook-error: ";
  private static final int RECORD_LENGTH = 500;
  private static final int FRAMES = 30;
  /** `at name (bundle.js:1:2)` or `at bundle.js:1:2`. */
  private static final Pattern PLACE = Pattern.compile(
    "at (?:(?:new )?([\\w$.]*)[^\\n(]*\\()?bundle\\.js:(\\d+):(\\d+)"
  );
  private static final Source SHOW = Source.create(
    "js",
    """
    (thrown) => {
      if (typeof thrown !== 'object' || thrown === null || thrown instanceof Error) return null;
      try {
        return JSON.stringify(thrown) ?? '';
      } catch {
        return '';
      }
    }"""
  );
  private static final Pattern FROZEN = Pattern.compile(
    "read.only|extensible|writable|Cannot delete property|redefine property"
  );

  private LearnerError(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /** A throw, or memory used up. */
  static RuntimeException of(JsRuntime js, String operator, PolyglotException e, JsRecord record) {
    if (e.isResourceExhausted()) {
      String what = "the function used up the TaskManager's memory, or its stack (" + e.getMessage() + ")";
      return failure(js.job(), details("memory", operator, null, what, e, record));
    }
    String message = messageOf(e);
    int colon = message.indexOf(": ");
    boolean named = colon > 0 && message.substring(0, colon).matches("[A-Za-z_$][\\w$]*");
    String name = named ? message.substring(0, colon) : null;
    String text = named ? message.substring(colon + 2) : message;
    return failure(js.job(), details("function", operator, name, text + hint(js.job(), text), e, record));
  }

  static RuntimeException timeout(JsRuntime js, String operator, long limitMs, PolyglotException e, JsRecord record) {
    String what = "the function did not return within " + limitMs + " ms: an endless loop? The watchdog stopped it";
    return failure(js.job(), details("timeout", operator, null, what, e, record));
  }

  /** A record of a source that could not be read, in a job that does not divert them. */
  public static RuntimeException malformed(JobSettings job, String operator, MalformedRecord record) {
    ObjectNode details = details(
      "malformed",
      operator,
      null,
      "the record at " +
        record.place() +
        " can't be read: " +
        record.reason() +
        ". To go on without such records, read them from malformed() of the source",
      null,
      null
    );
    details.setAll(record.describe());
    details.put("record", shorten(details.path("value").asText("null")));
    details.remove("value");
    return failure(job, details);
  }

  /** A value that a function returned in order, but Kafka can't take. */
  public static RuntimeException refused(JobSettings job, String operator, String what, JsRecord record) {
    return failure(job, details("function", operator, "TypeError", what, null, record));
  }

  /** A service that an asynchronous function called. `stack`, as the engine writes it, leads to where the author called it. */
  public static RuntimeException service(
    JobSettings job,
    String operator,
    String what,
    String stack,
    JsRecord record,
    Throwable cause
  ) {
    ObjectNode details = details("service", operator, null, what, null, record);
    addFrames(details, stack);
    return failure(job, details, cause);
  }

  /**
   * A record that Kafka refused, for a reason that holds whenever it is written again. `stack` leads to where the author
   * made the sink; `record` is the written value and may be null.
   */
  public static RuntimeException unwritable(
    JobSettings job,
    String operator,
    String what,
    String stack,
    String record,
    Throwable cause
  ) {
    return failure(job, sinkDetails("record", operator, what, stack, record), cause);
  }

  /** What keeps Kafka from taking any record, perhaps not for long: the job's restart strategy decides, or Flink's own. */
  public static RuntimeException kafka(String operator, String what, String stack, Throwable cause) {
    return noted(new LearnerError(text(sinkDetails("kafka", operator, what, stack, null)), cause));
  }

  private static ObjectNode sinkDetails(String kind, String operator, String what, String stack, String record) {
    ObjectNode details = details(kind, operator, null, what, null, null);
    addFrames(details, stack);
    return details.put("record", record == null ? null : shorten(record));
  }

  private static void addFrames(ObjectNode details, String stack) {
    ArrayNode frames = details.putArray("stack");
    PLACE.matcher(stack)
      .results()
      .limit(FRAMES)
      .forEach(frame ->
        frames
          .addObject()
          .put("function", frame.group(1) == null ? "" : frame.group(1))
          .put("line", Integer.parseInt(frame.group(2)))
          .put("column", Integer.parseInt(frame.group(3)))
      );
  }

  /** The message of what was thrown: `TypeError: …`. What is thrown and is no Error has none, but it can be shown. */
  static String messageOf(PolyglotException e) {
    String message = e.getMessage();
    String shown = shown(e.getGuestObject());
    if (shown != null) return "an object that is no Error was thrown" + shown;
    return message == null ? "an error without a message" : message;
  }

  /** What follows the words about an object that was thrown: itself as JSON, if it has any. Null for an Error, and for no object. */
  private static String shown(Value thrown) {
    if (thrown == null) return null;
    Value text = thrown.getContext().eval(SHOW).execute(thrown);
    if (text.isNull()) return null;
    return text.asString().isEmpty() ? "" : ": " + shorten(text.asString());
  }

  /** What happened, without places and record. */
  static String firstLine(Throwable e) {
    return textOf(e).lines().findFirst().orElse("");
  }

  /** All that a failure says. */
  static String textOf(Throwable e) {
    Throwable failure = e instanceof SuppressRestartsException ? e.getCause() : e;
    return String.valueOf(failure.getMessage());
  }

  /** A change to a frozen record reads like a riddle to who does not know that records are frozen. */
  private static String hint(JobSettings job, String message) {
    boolean frozen = FROZEN.matcher(message).find() && !job.objectReuse();
    return frozen
      ? " (records are frozen, as operators share them: make a changed copy instead, { ...record, … })"
      : "";
  }

  private static ObjectNode details(
    String kind,
    String operator,
    String name,
    String message,
    PolyglotException e,
    JsRecord record
  ) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("kind", kind).put("operator", operator).put("name", name).put("message", message);
    ArrayNode stack = details.putArray("stack");
    if (e != null) {
      for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
        SourceSection at = frame.getSourceLocation();
        if (!frame.isGuestFrame() || at == null || !at.getSource().getName().equals("bundle.js")) continue;
        String function = frame.getRootName() == null || frame.getRootName().startsWith(":") ? "" : frame.getRootName();
        stack.addObject().put("function", function).put("line", at.getStartLine()).put("column", at.getStartColumn());
        if (stack.size() == FRAMES) break;
      }
    }
    details.put("record", record == null ? null : describe(record));
    return details;
  }

  private static String describe(JsRecord record) {
    try {
      return shorten(new String(record.text(), StandardCharsets.UTF_8));
    } catch (Throwable e) {
      // Out of memory, or still being interrupted: the error itself matters more.
      return null;
    }
  }

  private static RuntimeException failure(JobSettings job, ObjectNode details) {
    return failure(job, details, null);
  }

  private static RuntimeException failure(JobSettings job, ObjectNode details, Throwable cause) {
    LearnerError error = noted(new LearnerError(text(details), cause));
    return job.failFast() ? new SuppressRestartsException(error) : error;
  }

  /** The first failure of a task thread is what it fails with; what goes wrong in its clean-up is not. */
  private static LearnerError noted(LearnerError error) {
    if (JsRuntime.isHere() && !TaskCleanUp.isUnderWay()) JsRuntime.current().console().note(error);
    return error;
  }

  private static String text(ObjectNode details) {
    StringBuilder text = new StringBuilder();
    if (details.hasNonNull("name")) text.append(details.get("name").asText()).append(": ");
    text
      .append(details.get("message").asText())
      .append("\n    in operator \"")
      .append(details.get("operator").asText())
      .append('"');
    details.get("stack").forEach(f -> {
      String function = f.get("function").asText();
      text
        .append("\n    at ")
        .append(function.isEmpty() ? "(anonymous)" : function)
        .append(" (bundle.js:")
        .append(f.get("line").asInt())
        .append(':')
        .append(f.get("column").asInt())
        .append(')');
    });
    if (details.hasNonNull("record")) text.append("\n    record: ").append(details.get("record").asText());
    return text.append('\n').append(MARKER).append(details).toString();
  }

  private static String shorten(String text) {
    return text.length() <= RECORD_LENGTH ? text : text.substring(0, RECORD_LENGTH) + "…";
  }
}
