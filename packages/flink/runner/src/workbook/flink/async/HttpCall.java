package workbook.flink.async;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One question to a service, until it has an answer: it is asked again when the service says when (429 or 503 with a
 * Retry-After), and once when a kept connection turns out to be closed.
 */
final class HttpCall {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final HttpRequest request;
  /** As System.nanoTime(); null for none. */
  private final Long deadline;
  private final CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
  private volatile CompletableFuture<?> attempt;
  private boolean sentAgain;

  /** @param timeoutMs how long it may go on, 0 for ever */
  HttpCall(HttpRequest request, long timeoutMs) {
    this.request = request;
    deadline = timeoutMs == 0 ? null : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  /** Completes on one of the HTTP client's threads; never, if it is cancelled. */
  CompletableFuture<HttpResponse<byte[]>> answer() {
    return answer;
  }

  void send() {
    if (answer.isDone()) return;
    CompletableFuture<HttpResponse<byte[]>> sent = HttpClients.client().sendAsync(request, BodyHandlers.ofByteArray());
    attempt = sent;
    sent.whenComplete(this::receive);
    if (answer.isDone()) sent.cancel(true);
  }

  void cancel() {
    answer.cancel(false);
    CompletableFuture<?> current = attempt;
    if (current != null) current.cancel(true);
  }

  private void receive(HttpResponse<byte[]> response, Throwable thrown) {
    if (thrown != null) {
      Throwable error = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
      if (isClosedConnection(error) && !sentAgain) {
        sentAgain = true;
        send();
      } else {
        answer.completeExceptionally(error);
      }
      return;
    }
    Optional<Duration> pause = retryAfter(response);
    if (pause.isEmpty() || !isBeforeDeadline(pause.get())) answer.complete(response);
    else HttpClients.later(pause.get().toMillis(), this::send);
  }

  private boolean isBeforeDeadline(Duration pause) {
    return deadline == null || System.nanoTime() + pause.toNanos() < deadline;
  }

  /** The client may send on a connection that the server is just closing; that is no failure of the service. */
  private static boolean isClosedConnection(Throwable error) {
    return (
      error instanceof IOException &&
      !(error instanceof ConnectException) &&
      !(error instanceof HttpConnectTimeoutException)
    );
  }

  /** How long the service asks to wait: in seconds, or up to a date. */
  static Optional<Duration> retryAfter(HttpResponse<?> response) {
    if (response.statusCode() != UNAVAILABLE && response.statusCode() != TOO_MANY_REQUESTS) return Optional.empty();
    return response.headers().firstValue("retry-after").flatMap(HttpCall::parse);
  }

  private static Optional<Duration> parse(String text) {
    try {
      if (text.matches("\\d{1,6}(\\.\\d{1,6})?")) return Optional.of(
        Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
      );
      Duration pause = Duration.between(Instant.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
