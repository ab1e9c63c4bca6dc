package workbook.flink;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.graalvm.polyglot.HostAccess.Export;

/** The state of one window of the current key (StateStore of bridge.ts). */
public record WindowState(JsRuntime js, KeyedStateStore store) {
  @Export
  public boolean keyed() {
    return true;
  }

  @Export
  public StateCells.ValueCell valueState(String name) {
    return js.outside(() -> new StateCells.ValueCell(js, store.getState(new ValueStateDescriptor<>(name, JsonType.TEXT))));
  }

  @Export
  public StateCells.ListCell listState(String name) {
    return js.outside(() -> new StateCells.ListCell(js, store.getListState(new ListStateDescriptor<>(name, JsonType.TEXT))));
  }

  @Export
  public StateCells.MapCell mapState(String name) {
    return js.outside(() -> new StateCells.MapCell(js,
        store.getMapState(new MapStateDescriptor<>(name, JsonType.TEXT, JsonType.TEXT))));
  }
}
