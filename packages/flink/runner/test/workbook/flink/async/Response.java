package workbook.flink.async;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** A response that came from nowhere, with one header. */
record Response(int statusCode, String header, String value, byte[] body) implements HttpResponse<byte[]> {
  Response(int statusCode, String header, String value, String body) {
    this(statusCode, header, value, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public HttpHeaders headers() {
    return HttpHeaders.of(Map.of(header, List.of(value)), (name, each) -> true);
  }

  @Override
  public HttpRequest request() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<HttpResponse<byte[]>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return URI.create("http://localhost/");
  }

  @Override
  public HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }
}
