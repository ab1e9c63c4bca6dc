package workbook.flink.async;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

  private static final long PATIENCE_S = 60;

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer service;

  /** What the service answers the question of this number, from 1. */
  private Answers answers;

  private interface Answers {
    void answer(HttpExchange exchange, int number) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", exchange -> {
      try (exchange) {
        answers.answer(exchange, asked.incrementAndGet());
      }
    });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  @Test
  void an_answer_is_handed_on_whatever_its_status() throws Exception {
    answers = (exchange, number) -> send(exchange, 404, "no such thing");
    HttpResponse<byte[]> answer = answer(call(0));
    assertEquals(404, answer.statusCode());
    assertEquals("no such thing", new String(answer.body(), UTF_8));
    assertEquals(1, asked.get());
  }

  @ParameterizedTest
  @ValueSource(ints = { 429, 503 })
  void it_is_asked_again_when_the_service_says_when(int status) throws Exception {
    answers = (exchange, number) -> {
      if (number < 3) exchange.getResponseHeaders().add("Retry-After", "0");
      send(exchange, number < 3 ? status : 200, "done");
    };
    assertEquals(200, answer(call(0)).statusCode());
    assertEquals(3, asked.get());
  }

  @Test
  void it_is_not_asked_again_after_its_time() throws Exception {
    answers = (exchange, number) -> {
      exchange.getResponseHeaders().add("Retry-After", "3600");
      send(exchange, 503, "later");
    };
    assertEquals(503, answer(call(60_000)).statusCode());
    assertEquals(1, asked.get());
  }

  @Test
  void it_is_asked_once_more_where_the_connection_closes_without_an_answer() throws Exception {
    answers = (exchange, number) -> {
      if (number == 2) send(exchange, 200, "done");
    };
    assertEquals(200, answer(call(0)).statusCode());
    assertEquals(2, asked.get());
  }

  @Test
  void and_no_more_than_once() {
    answers = (exchange, number) -> {};
    Throwable failure = assertThrows(ExecutionException.class, () -> answer(call(0))).getCause();
    assertInstanceOf(IOException.class, failure);
    assertEquals(2, asked.get());
  }

  @Test
  void where_nothing_listens_it_fails_at_once() {
    service.stop(0);
    Throwable failure = assertThrows(ExecutionException.class, () -> answer(call(0))).getCause();
    assertInstanceOf(ConnectException.class, failure);
  }

  @Test
  void what_is_cancelled_has_no_answer() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    answers = (exchange, number) -> {
      arrived.countDown();
      try {
        over.await(PATIENCE_S, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    HttpCall call = call(0);
    call.send();
    assertTrue(arrived.await(PATIENCE_S, TimeUnit.SECONDS));
    call.cancel();
    assertThrows(CancellationException.class, () -> call.answer().get(PATIENCE_S, TimeUnit.SECONDS));
    over.countDown();
  }

  @ParameterizedTest
  @CsvSource({ "0, 0", "2, 2000", "1.5, 1500", "120, 120000" })
  void a_pause_in_seconds_is_read(String header, long ms) {
    assertEquals(Optional.of(Duration.ofMillis(ms)), HttpCall.retryAfter(new Response(503, "Retry-After", header, "")));
  }

  @Test
  void a_pause_up_to_a_date_is_read() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    Duration pause = pauseUpTo(now.plusHours(1)).orElseThrow();
    assertTrue(pause.compareTo(Duration.ofMinutes(30)) > 0 && pause.compareTo(Duration.ofHours(1)) <= 0);
    assertEquals(Optional.of(Duration.ZERO), pauseUpTo(now.minusHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = { "soon", "-1", "99999999999999999999", "1e3", "" })
  void what_is_no_pause_is_none(String header) {
    assertEquals(Optional.empty(), HttpCall.retryAfter(new Response(429, "Retry-After", header, "")));
  }

  @Test
  void only_a_service_that_is_busy_asks_for_one() {
    assertEquals(Optional.empty(), HttpCall.retryAfter(new Response(200, "Retry-After", "2", "")));
    assertEquals(Optional.empty(), HttpCall.retryAfter(new Response(500, "Retry-After", "2", "")));
  }

  private static Optional<Duration> pauseUpTo(ZonedDateTime time) {
    String header = DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
    return HttpCall.retryAfter(new Response(503, "Retry-After", header, ""));
  }

  private HttpCall call(long timeoutMs) {
    URI uri = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/");
    // A GET is repeated by the JDK's own client, too.
    return new HttpCall(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("1")).build(), timeoutMs);
  }

  private static HttpResponse<byte[]> answer(HttpCall call) throws Exception {
    call.send();
    return call.answer().get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
