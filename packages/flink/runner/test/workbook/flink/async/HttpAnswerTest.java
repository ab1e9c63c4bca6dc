package workbook.flink.async;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {

  @ParameterizedTest
  @CsvSource(
    delimiter = '|',
    value = {
      "application/json | {\"a\":1} | {\"a\":1}",
      "application/problem+json; charset=utf-8 | [-0] | [0]",
      "Application/JSON | \"x\" | \"x\"",
      "text/plain; charset=utf-8 | say \"hi\" | \"say \\\"hi\\\"\"",
      "application/octet-stream | abc | \"YWJj\"",
      "image/png | {} | \"e30=\"",
    }
  )
  void a_body_becomes_JSON_by_its_type(String type, String body, String json) throws IOException {
    assertEquals(json, json(200, type, body));
  }

  @ParameterizedTest
  @ValueSource(ints = { 204, 205 })
  void an_answer_without_a_body_has_no_JSON(int status) throws IOException {
    assertNull(HttpAnswer.json(new Response(status, "content-type", "application/json", "")));
  }

  @ParameterizedTest
  @CsvSource(
    delimiter = '|',
    value = {
      "'' | with an empty body; an answer without a result has status 204",
      "{} {} | with more than one JSON value",
      "<html> | with a body that is no JSON: <html>",
      "{\"a\": | with a body that is no JSON: {\"a\":",
      "[9007199254740993] | with the number 9007199254740993, which a JavaScript number can't hold: it could be a string",
    }
  )
  void what_is_wrong_with_a_body_is_told(String body, String why) {
    assertEquals(why, assertThrows(IOException.class, () -> json(200, "application/json", body)).getMessage());
  }

  @Test
  void an_excerpt_is_the_error_of_a_body_or_its_beginning() {
    assertEquals("no seats left", excerpt("{\"error\":\"no seats left\",\"code\":7}"));
    assertEquals("{\"error\":{\"code\":7}}", excerpt("{\"error\":{\"code\":7}}"));
    assertEquals("{oops", excerpt(" {oops\n"));
    assertEquals("x".repeat(500) + "…", excerpt("x".repeat(501)));
    assertEquals("x".repeat(500), excerpt("x".repeat(500)));
  }

  @Test
  void success_is_a_status_of_two_hundred_and_some() {
    assertTrue(HttpAnswer.isSuccess(new Response(299, "a", "b", "")));
    assertFalse(HttpAnswer.isSuccess(new Response(300, "a", "b", "")));
    assertFalse(HttpAnswer.isSuccess(new Response(199, "a", "b", "")));
  }

  private static String excerpt(String body) {
    return HttpAnswer.excerpt(body.getBytes(UTF_8));
  }

  private static String json(int status, String type, String body) throws IOException {
    return new String(HttpAnswer.json(new Response(status, "content-type", type, body)), UTF_8);
  }
}
