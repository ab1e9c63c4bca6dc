package workbook.flink.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultHttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

  private static final String FOREIGN = "Requests from other web pages are refused.";
  private final RequestRules rules = new RequestRules(Set.of("localhost", "127.0.0.1", "[::1]"));

  @ParameterizedTest
  @ValueSource(strings = { "localhost", "localhost:8081", "LocalHost:8081", "127.0.0.1:8081", "[::1]", "[::1]:8081" })
  void a_program_on_this_machine_may_ask(String host) {
    assertEquals(Optional.empty(), refuse("GET", "/jobs", "Host", host));
    assertEquals(Optional.empty(), refuse("POST", "/jars/upload", "Host", host));
  }

  @ParameterizedTest
  @ValueSource(strings = { "evil.example", "localhost.evil.example:8081", "127.0.0.1.evil.example", "", "[::2]:8081" })
  void another_name_for_this_machine_may_not(String host) {
    assertTrue(refuse("GET", "/jobs", "Host", host).orElse("").contains("127.0.0.1 or localhost"));
  }

  @Test
  void nor_may_a_request_without_a_host() {
    assertTrue(refuse("GET", "/jobs").isPresent());
  }

  @Test
  void the_dashboard_itself_may_ask() {
    String[] own = { "Host", "localhost:8081", "Origin", "http://localhost:8081", "Sec-Fetch-Site", "same-origin" };
    assertEquals(Optional.empty(), refuse("POST", "/jars/upload", own));
  }

  @ParameterizedTest
  @ValueSource(strings = { "http://evil.example", "http://localhost:8082", "http://127.0.0.1:8081", "null" })
  void another_page_may_not(String origin) {
    assertEquals(Optional.of(FOREIGN), refuse("POST", "/jars/upload", "Host", "localhost:8081", "Origin", origin));
  }

  @ParameterizedTest
  @ValueSource(strings = { "cross-site", "same-site" })
  void nor_may_one_whose_browser_tells_no_origin(String site) {
    assertEquals(Optional.of(FOREIGN), refuse("GET", "/jobs", "Host", "localhost:8081", "Sec-Fetch-Site", site));
  }

  @ParameterizedTest
  @ValueSource(strings = { "/", "/index.html", "/?x=1" })
  void a_link_to_the_dashboard_may_be_followed(String path) {
    assertEquals(Optional.empty(), follow("GET", path, "document"));
  }

  @Test
  void but_none_to_what_changes_something_and_not_in_a_frame() {
    assertEquals(Optional.of(FOREIGN), follow("GET", "/jobs/1/yarn-cancel", "document"));
    assertEquals(Optional.of(FOREIGN), follow("POST", "/", "document"));
    assertEquals(Optional.of(FOREIGN), follow("GET", "/", "iframe"));
  }

  private Optional<String> follow(String method, String path, String target) {
    String[] link = { "Host", "localhost:8081", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate" };
    String[] headers = java.util.Arrays.copyOf(link, link.length + 2);
    headers[link.length] = "Sec-Fetch-Dest";
    headers[link.length + 1] = target;
    return refuse(method, path, headers);
  }

  private Optional<String> refuse(String method, String path, String... headers) {
    DefaultHttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), path);
    for (int i = 0; i < headers.length; i += 2) request.headers().add(headers[i], headers[i + 1]);
    return rules.refuse(request);
  }
}
