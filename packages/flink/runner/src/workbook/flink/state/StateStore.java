package workbook.flink.state;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsRuntime;

/** Where a function asks for keyed state: its operator's, or that of one window (StateStore of bridge.ts). */
public final class StateStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsRuntime js;
  private final String operator;
  private final Function<ValueStateDescriptor<String>, ValueState<String>> values;
  private final Function<ListStateDescriptor<String>, ListState<String>> lists;
  private final Function<MapStateDescriptor<String, String>, MapState<String, String>> maps;
  private final Function<ReducingStateDescriptor<String>, ReducingState<String>> reductions;
  private final Function<
    AggregatingStateDescriptor<String, String, String>,
    AggregatingState<String, String>
  > aggregates;

  public StateStore(JsRuntime js, String operator, RuntimeContext runtime) {
    this.js = js;
    this.operator = operator;
    values = runtime::getState;
    lists = runtime::getListState;
    maps = runtime::getMapState;
    reductions = runtime::getReducingState;
    aggregates = runtime::getAggregatingState;
  }

  public StateStore(JsRuntime js, String operator, KeyedStateStore window) {
    this.js = js;
    this.operator = operator;
    values = window::getState;
    lists = window::getListState;
    maps = window::getMapState;
    reductions = window::getReducingState;
    aggregates = window::getAggregatingState;
  }

  @Export
  public StateCells.ValueCell value(String name, String ttl) {
    return js.outside(() ->
      new StateCells.ValueCell(js, values.apply(expiring(new ValueStateDescriptor<>(name, JsonType.TEXT), ttl)))
    );
  }

  @Export
  public StateCells.ListCell list(String name, String ttl) {
    return js.outside(() ->
      new StateCells.ListCell(js, lists.apply(expiring(new ListStateDescriptor<>(name, JsonType.TEXT), ttl)))
    );
  }

  @Export
  public StateCells.MapCell map(String name, String ttl) {
    return js.outside(() ->
      new StateCells.MapCell(
        js,
        maps.apply(expiring(new MapStateDescriptor<>(name, JsonType.TEXT, JsonType.TEXT), ttl))
      )
    );
  }

  @Export
  public StateCells.AppendingCell reducing(String name, String ttl, Value reduce) {
    return js.outside(() ->
      new StateCells.AppendingCell(
        js,
        reductions.apply(
          expiring(
            new ReducingStateDescriptor<>(
              name,
              (a, b) -> js.call(operator, reduce, null, a, b).asString(),
              JsonType.TEXT
            ),
            ttl
          )
        )
      )
    );
  }

  @Export
  public StateCells.AppendingCell aggregating(String name, String ttl, Value aggregate) {
    return js.outside(() ->
      new StateCells.AppendingCell(
        js,
        aggregates.apply(
          expiring(
            new AggregatingStateDescriptor<>(name, new TextAggregate(js, operator, aggregate), JsonType.TEXT),
            ttl
          )
        )
      )
    );
  }

  /** `ttl` is null for a state that lives for ever. */
  private static <D extends StateDescriptor<?, ?>> D expiring(D descriptor, String ttl) throws IOException {
    if (ttl == null) return descriptor;
    JsonNode config = JSON.readTree(ttl);
    descriptor.enableTimeToLive(
      StateTtlConfig.newBuilder(Duration.ofMillis(config.get("timeToLiveMs").asLong()))
        .setUpdateType(StateTtlConfig.UpdateType.valueOf(config.get("updateType").asText()))
        .setStateVisibility(StateTtlConfig.StateVisibility.valueOf(config.get("stateVisibility").asText()))
        .build()
    );
    return descriptor;
  }

  /** Lives in one task thread, and is never serialized: Flink's aggregate functions could be. */
  private static final class TextAggregate implements AggregateFunction<String, String, String> {

    private final transient JsRuntime js;
    private final String operator;
    private final transient Value aggregate;

    TextAggregate(JsRuntime js, String operator, Value aggregate) {
      this.js = js;
      this.operator = operator;
      this.aggregate = aggregate;
    }

    private String call(String method, Object... args) {
      return js.call(operator, aggregate.getMember(method), null, args).asString();
    }

    @Override
    public String createAccumulator() {
      return call("create");
    }

    @Override
    public String add(String value, String accumulator) {
      return call("add", value, accumulator);
    }

    @Override
    public String getResult(String accumulator) {
      return call("result", accumulator);
    }

    @Override
    public String merge(String a, String b) {
      return call("merge", a, b);
    }
  }
}
