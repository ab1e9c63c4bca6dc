package workbook.flink.async;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.engine.LearnerError;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.Base64Text;
import workbook.flink.records.JsRecord;

/** Async I/O: asks an HTTP service about each record. */
final class JsAsyncFunction extends RichAsyncFunction<JsRecord, JsRecord> {

  /** Node's limit for all headers together is 16 KiB. */
  private static final int MAX_HEADER_LENGTH = 8000;
  private static final String RECORD_HEADER = "x-record";

  private final JobSettings job;
  private final String name;
  private final FunctionRef callSite;
  private final FunctionRef url;
  private final FunctionRef request;
  private final FunctionRef bytes;
  private final FunctionRef invalidBytes;
  private final FunctionRef response;
  private final FunctionRef timeout;
  private final String fixedUrl;
  private final String method;
  private final LinkedHashMap<String, String> headers = new LinkedHashMap<>();
  private final long timeoutMs;
  private transient JsRuntime js;
  private transient ServiceErrors errors;
  /** The records whose results are not emitted yet. Only the task thread looks in here. */
  private transient Map<ResultFuture<JsRecord>, InFlight> inFlight;
  private transient long bytesInFlight;
  /** The size of the record that the operator is about to hand over. */
  private transient int entering;

  JsAsyncFunction(Plan.Node node) {
    job = node.job();
    name = node.name();
    callSite = node.function("callSite");
    url = node.optionalFunction("url");
    request = node.optionalFunction("request");
    bytes = node.optionalFunction("bytes");
    invalidBytes = node.optionalFunction("invalidBytes");
    response = node.optionalFunction("response");
    timeout = node.optionalFunction("timeout");
    fixedUrl = node.params().path("url").asText(null);
    method = node.params().get("method").asText();
    node
      .params()
      .get("headers")
      .properties()
      .forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
    timeoutMs = node.params().get("timeoutMs").asLong();
  }

  @Override
  public void open(OpenContext context) {
    js = JsRuntime.of(job);
    js.console().locate(getRuntimeContext());
    errors = new ServiceErrors(job, name, JsFunction.of(callSite));
    inFlight = new HashMap<>();
  }

  /** The size, as JSON text, of the records in flight. */
  long bytesInFlight() {
    return bytesInFlight;
  }

  /** For the operator: the size of the record that it hands over next. */
  void enter(int size) {
    entering = size;
  }

  /** Flink comes here again, with the same `result`, when it retries. */
  @Override
  public void asyncInvoke(JsRecord record, ResultFuture<JsRecord> result) {
    InFlight known = inFlight.get(result);
    if (known == null) {
      inFlight.put(result, (known = new InFlight(entering)));
      bytesInFlight += known.size;
    }
    URI uri = uri(record);
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
    headers.forEach(builder::setHeader);
    BodyPublisher body;
    try {
      body = body(record, builder);
    } catch (NoBase64 e) {
      result.complete(new JsAsyncResults(() -> List.of(invalid(record, e.getMessage())), () -> leave(result)));
      return;
    }
    HttpCall call = new HttpCall(builder.method(method, body).build(), timeoutMs);
    known.call = call;
    call.answer().whenComplete((answer, error) -> {
      if (call.answer().isCancelled()) return;
      if (error != null) fail(result, errors.noAnswer(uri, error, record));
      else complete(uri, answer, record, result);
    });
    call.send();
  }

  /** On a thread of the HTTP client. */
  private void complete(URI uri, HttpResponse<byte[]> answer, JsRecord record, ResultFuture<JsRecord> result) {
    if (!HttpAnswer.isSuccess(answer)) {
      fail(result, errors.refused(uri, answer, record));
      return;
    }
    byte[] json;
    try {
      json = HttpAnswer.json(answer);
    } catch (Exception e) {
      fail(result, errors.unreadable(uri, answer, e.getMessage(), record));
      return;
    }
    result.complete(
      new JsAsyncResults(() -> json == null ? List.of() : List.of(resultOf(record, json)), () -> leave(result))
    );
  }

  /** On a thread of the HTTP client. Whether it is tried again, Flink decides. */
  private void fail(ResultFuture<JsRecord> result, RuntimeException failure) {
    js.console().note(failure);
    result.completeExceptionally(failure);
  }

  private JsRecord resultOf(JsRecord record, byte[] json) {
    if (response == null) return JsRecord.ofText(json, null);
    return JsFunction.result(js.bind(response, null).call(record, new String(json, StandardCharsets.UTF_8)), record);
  }

  private void leave(ResultFuture<JsRecord> result) {
    InFlight left = inFlight.remove(result);
    if (left != null) bytesInFlight -= left.size;
  }

  @Override
  public void timeout(JsRecord record, ResultFuture<JsRecord> result) {
    inFlight.get(result).call.cancel();
    if (timeout == null) {
      result.completeExceptionally(
        errors.timeout(fixedUrl == null ? uri(record) : URI.create(fixedUrl), timeoutMs, record)
      );
      return;
    }
    result.complete(
      new JsAsyncResults(() -> List.of(JsRecord.ofLive(js.bind(timeout, null).call(record))), () -> leave(result))
    );
  }

  private URI uri(JsRecord record) {
    String text = url == null ? fixedUrl : js.bind(url, null).call(record).asString();
    try {
      URI uri = URI.create(text);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && scheme.matches("(?i)https?")) return uri;
    } catch (IllegalArgumentException e) {
      // The same sentence.
    }
    throw LearnerError.refused(
      job,
      name,
      "the url \"" +
        text +
        "\" is no address of a service: http://host:port/path is expected," +
        " with encodeURIComponent(…) around what comes from records",
      record
    );
  }

  private JsRecord invalid(JsRecord record, String reason) {
    return JsRecord.ofLive(js.bind(invalidBytes, null).call(record, reason));
  }

  /** @throws NoBase64 if that has a result of its own */
  private BodyPublisher body(JsRecord record, HttpRequest.Builder builder) throws NoBase64 {
    if (method.equals("GET")) return BodyPublishers.noBody();
    boolean typed = headers
      .keySet()
      .stream()
      .anyMatch(header -> header.equalsIgnoreCase("content-type"));
    if (!typed) builder.setHeader("content-type", bytes == null ? "application/json" : "application/octet-stream");
    if (bytes == null) return BodyPublishers.ofByteArray(
      request == null ? record.text() : requestText(record).getBytes(StandardCharsets.UTF_8)
    );
    if (request != null) builder.setHeader(RECORD_HEADER, recordHeader(record));
    try {
      return BodyPublishers.ofByteArray(Base64Text.decode(js.bind(bytes, null).call(record).asString()));
    } catch (IllegalArgumentException e) {
      if (invalidBytes != null) throw new NoBase64(e.getMessage());
      throw LearnerError.refused(
        job,
        name,
        "the bytes function returned text that is no base64: " + e.getMessage(),
        record
      );
    }
  }

  private String requestText(JsRecord record) {
    return js.bind(request, null).call(record).asString();
  }

  /** Headers are ASCII, and JSON can say everything in it. */
  private String recordHeader(JsRecord record) {
    StringBuilder header = new StringBuilder();
    requestText(record)
      .chars()
      .forEach(c -> {
        if (c < 0x7f) header.append((char) c);
        else header.append(String.format("\\u%04x", c));
      });
    if (header.length() <= MAX_HEADER_LENGTH) return header.toString();
    throw LearnerError.refused(
      job,
      name,
      "the request function returned " +
        header.length() +
        " characters of JSON, and beside" +
        " bytes it travels in a header, which holds " +
        MAX_HEADER_LENGTH +
        ": return only what the service needs",
      record
    );
  }

  @Override
  public void close() {
    if (inFlight == null) return;
    for (InFlight record : inFlight.values()) if (record.call != null) record.call.cancel();
  }

  private static final class InFlight {

    final int size;
    /** The newest attempt; null where none was made. */
    HttpCall call;

    InFlight(int size) {
      this.size = size;
    }
  }

  private static final class NoBase64 extends Exception {

    NoBase64(String reason) {
      super(reason, null, false, false);
    }
  }
}
