package workbook.flink.security;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaders;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;

/**
 * Which requests Flink's REST API answers. Loopback keeps other machines out, but not the web pages in the browser of
 * this one: a page may send a form (and so upload a jar) to any address without asking, and a name of its own that
 * resolves to 127.0.0.1 lets it read the answers too. A browser tells the page's origin, and the name that it called;
 * programs such as curl or Node tell no origin.
 */
final class RequestRules {

  /** Its pages stand behind a hash sign, which a browser keeps for itself. */
  private static final Set<String> DASHBOARD = Set.of("/", "/index.html");

  private final Set<String> allowedHosts;

  /** @param allowedHosts names under which this API may be called, in lower case and without a port */
  RequestRules(Set<String> allowedHosts) {
    this.allowedHosts = allowedHosts;
  }

  /** The sentence with which a request is refused, or nothing when it may pass. */
  Optional<String> refuse(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String host = headers.get(HttpHeaderNames.HOST);
    if (host == null || !allowedHosts.contains(nameOf(host))) {
      return Optional.of("This API is not called by that host name; use 127.0.0.1 or localhost.");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !isSameOrigin(origin, host)) {
      return Optional.of("Requests from other web pages are refused.");
    }
    if (origin == null && comesFromAnotherPage(headers) && !isLinkToDashboard(request)) {
      return Optional.of("Requests from other web pages are refused.");
    }
    return Optional.empty();
  }

  /**
   * The name in a Host header: {@code localhost:8081} gives {@code localhost}, {@code [::1]:8081} gives {@code [::1]}.
   */
  private static String nameOf(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    return (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  private static boolean isSameOrigin(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  /** Browsers leave the origin out of some requests (an image, a script), but not this header. */
  private static boolean comesFromAnotherPage(HttpHeaders headers) {
    String site = headers.get("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  /**
   * A link to the dashboard on another page, followed in a tab of its own. It leads to the dashboard itself and nowhere
   * else: some of the API's GETs change something, such as {@code /jobs/:jobid/yarn-cancel}.
   */
  private static boolean isLinkToDashboard(HttpRequest request) {
    return (
      HttpMethod.GET.equals(request.method()) &&
      DASHBOARD.contains(pathOf(request.uri())) &&
      "navigate".equals(request.headers().get("Sec-Fetch-Mode")) &&
      "document".equals(request.headers().get("Sec-Fetch-Dest"))
    );
  }

  private static String pathOf(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
