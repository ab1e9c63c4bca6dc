package workbook.flink.async;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import workbook.flink.records.BigNumbers;

/** What is in an HTTP response: read on the HTTP client's threads, so that task threads need not. */
final class HttpAnswer {

  private static final int EXCERPT_LENGTH = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpAnswer() {}

  static boolean isSuccess(HttpResponse<?> response) {
    return response.statusCode() >= 200 && response.statusCode() < 300;
  }

  /**
   * The answer as JSON text, or null if it has none (204, 205).
   *
   * @throws IOException whose message says what is wrong with the body
   */
  static byte[] json(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() == 204 || response.statusCode() == 205) return null;
    byte[] body = response.body();
    String type = response.headers().firstValue("content-type").orElse("application/json").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/")) return JSON.writeValueAsBytes(new String(body, StandardCharsets.UTF_8));
    if (!type.matches("application/([\\w.+-]+\\+)?json\\b.*")) return JSON.writeValueAsBytes(
      Base64.getEncoder().encodeToString(body)
    );
    check(body);
    return BigNumbers.written(body, false);
  }

  private static void check(byte[] body) throws IOException {
    if (body.length == 0) throw new IOException("with an empty body; an answer without a result has status 204");
    try (JsonParser parser = JSON.getFactory().createParser(body)) {
      parser.nextToken();
      parser.skipChildren();
      if (parser.nextToken() != null) throw new IOException("with more than one JSON value");
    } catch (JsonProcessingException e) {
      throw new IOException("with a body that is no JSON: " + excerpt(body));
    }
    String number = BigNumbers.find(body);
    if (number != null) throw new IOException(
      "with the number " + number + ", which a JavaScript number can't hold: it could be a string"
    );
  }

  /** The beginning of a body, or the `error` in its JSON. */
  static String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).trim();
    if (text.startsWith("{")) {
      try {
        JsonNode error = JSON.readTree(text).path("error");
        if (error.isTextual()) text = error.asText();
      } catch (IOException e) {
        // Then as it is.
      }
    }
    return text.length() <= EXCERPT_LENGTH ? text : text.substring(0, EXCERPT_LENGTH) + "…";
  }
}
