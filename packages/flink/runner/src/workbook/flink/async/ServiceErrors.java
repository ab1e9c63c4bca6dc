package workbook.flink.async;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.LearnerError;
import workbook.flink.plan.JobSettings;
import workbook.flink.records.JsRecord;

/** What an asynchronous function says of a service that gave no usable answer. Made on any thread. */
final class ServiceErrors {

  private final JobSettings job;
  private final String operator;
  /** Where the author's code defined the operator, as the engine writes a stack. */
  private final String stack;

  ServiceErrors(JobSettings job, String operator, JsFunction callSite) {
    this.job = job;
    this.operator = operator;
    stack = callSite.stack();
  }

  RuntimeException noAnswer(URI uri, Throwable error, JsRecord record) {
    String what;
    if (error instanceof ConnectException) what =
      "nothing answers at " + shown(uri) + ": does the service run, and is its address right?";
    else if (error instanceof HttpTimeoutException) what = shown(uri) + " did not take the connection in time";
    else what = shown(uri) + " broke off: " + (error.getMessage() == null ? error.toString() : error.getMessage());
    return error(what, uri, null, "", record);
  }

  RuntimeException refused(URI uri, HttpResponse<byte[]> answer, JsRecord record) {
    String body = HttpAnswer.excerpt(answer.body());
    String what = shown(uri) + " answered with status " + answer.statusCode() + (body.isEmpty() ? "" : ": " + body);
    return error(what, uri, answer.statusCode(), body, record);
  }

  RuntimeException unreadable(URI uri, HttpResponse<byte[]> answer, String why, JsRecord record) {
    String what = shown(uri) + " answered with status " + answer.statusCode() + ", but " + why;
    return error(what, uri, answer.statusCode(), HttpAnswer.excerpt(answer.body()), record);
  }

  RuntimeException timeout(URI uri, long timeoutMs, JsRecord record) {
    ServiceFailure failure = new ServiceFailure(true, describe("", uri, null, ""));
    return LearnerError.service(
      job,
      operator,
      shown(uri) + " did not answer within " + timeoutMs + " ms",
      stack,
      record,
      failure
    );
  }

  private RuntimeException error(String what, URI uri, Integer status, String body, JsRecord record) {
    return LearnerError.service(
      job,
      operator,
      what,
      stack,
      record,
      new ServiceFailure(false, describe(what, uri, status, body))
    );
  }

  /** AsyncError of async-retry.ts. */
  private static String describe(String message, URI uri, Integer status, String body) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return json.put("message", message).put("url", shown(uri)).put("status", status).put("body", body).toString();
  }

  /** Without what may be a secret. */
  private static String shown(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
  }

  /** The cause that a failure carries for the retry strategy. */
  static final class ServiceFailure extends Exception {

    final boolean isTimeout;
    /** An AsyncError as JSON. */
    final String details;

    ServiceFailure(boolean isTimeout, String details) {
      super(null, null, false, false);
      this.isTimeout = isTimeout;
      this.details = details;
    }

    /** The one behind an error, or null. */
    static ServiceFailure of(Throwable error) {
      for (Throwable e = error; e != null; e = e.getCause()) if (e instanceof ServiceFailure failure) return failure;
      return null;
    }
  }
}
