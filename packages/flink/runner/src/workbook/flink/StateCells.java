package workbook.flink;

import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.state.AppendingState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.ValueState;
import org.graalvm.polyglot.HostAccess.Export;

/** Flink's keyed state as JSON text, for keyed-state.ts. A failure here is Flink's, not the function's. */
public final class StateCells {
  private StateCells() {}

  /** What all cells have in common. */
  public interface Cell {
    JsRuntime js();

    State state();

    @Export
    default void clear() {
      js().runOutside(state()::clear);
    }
  }

  public record ValueCell(JsRuntime js, ValueState<String> state) implements Cell {
    @Export
    public String get() {
      return js.outside(state::value);
    }

    @Export
    public void set(String text) {
      js.runOutside(() -> state.update(text));
    }
  }

  public record ListCell(JsRuntime js, ListState<String> state) implements Cell {
    /** The text of one array. */
    @Export
    public String get() {
      return js.outside(() -> {
        Iterable<String> elements = state.get();
        return elements == null ? "[]" : "[" + String.join(",", elements) + "]";
      });
    }

    @Export
    public void add(String text) {
      js.runOutside(() -> state.add(text));
    }
  }

  /** What was added, reduced or aggregated. */
  public record AppendingCell(JsRuntime js, AppendingState<String, String> state) implements Cell {
    @Export
    public String get() {
      return js.outside(state::get);
    }

    @Export
    public void add(String text) {
      js.runOutside(() -> state.add(text));
    }
  }

  public record MapCell(JsRuntime js, MapState<String, String> state) implements Cell {
    @Export
    public String get(String key) {
      return js.outside(() -> state.get(key));
    }

    @Export
    public void put(String key, String text) {
      js.runOutside(() -> state.put(key, text));
    }

    @Export
    public void remove(String key) {
      js.runOutside(() -> state.remove(key));
    }

    @Export
    public boolean contains(String key) {
      return js.outside(() -> state.contains(key));
    }

    @Export
    public boolean isEmpty() {
      return js.outside(state::isEmpty);
    }

    @Export
    public EntryCursor entries() {
      return js.outside(() -> new EntryCursor(js, state.iterator()));
    }
  }

  /** Reads a map entry by entry, so that it need not fit into memory. */
  public static final class EntryCursor {
    private final JsRuntime js;
    private final Iterator<Map.Entry<String, String>> entries;
    private Map.Entry<String, String> entry;

    EntryCursor(JsRuntime js, Iterator<Map.Entry<String, String>> entries) {
      this.js = js;
      this.entries = entries;
    }

    @Export
    public boolean next() {
      return js.outside(() -> {
        if (!entries.hasNext()) return false;
        entry = entries.next();
        return true;
      });
    }

    @Export
    public String key() {
      return entry.getKey();
    }

    @Export
    public String value() {
      return entry.getValue();
    }
  }
}
