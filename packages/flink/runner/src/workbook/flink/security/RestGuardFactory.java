package workbook.flink.security;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPipeline;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;

/**
 * Puts a {@link RestGuard} into each connection to Flink's REST API. Flink finds this class through its service loader.
 */
public final class RestGuardFactory implements InboundChannelHandlerFactory {

  /** Further names by which the API may be called, for example that of its container; separated by commas. */
  static final ConfigOption<String> ALLOWED_HOSTS = ConfigOptions.key("workbook.rest.allowed-hosts")
    .stringType()
    .defaultValue("");

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(Configuration configuration, Map<String, String> responseHeaders) {
    Stream<String> loopback = Stream.of("127.0.0.1", "localhost", "[::1]");
    Stream<String> further = Stream.of(configuration.get(ALLOWED_HOSTS).split(","));
    Set<String> hosts = Stream.concat(loopback, further)
      .map(name -> name.trim().toLowerCase(Locale.ROOT))
      .filter(name -> !name.isEmpty())
      .collect(Collectors.toUnmodifiableSet());
    return Optional.of(new Installer(new RestGuard(new RequestRules(hosts))));
  }

  /** Flink adds handlers behind the one that stores uploads; the guard belongs before it. */
  private static final class Installer extends ChannelHandlerAdapter {

    private final RestGuard guard;

    Installer(RestGuard guard) {
      this.guard = guard;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      ChannelPipeline pipeline = context.pipeline();
      pipeline.addAfter(pipeline.context(HttpServerCodec.class).name(), "workbook-rest-guard", guard);
      pipeline.remove(this);
    }
  }
}
