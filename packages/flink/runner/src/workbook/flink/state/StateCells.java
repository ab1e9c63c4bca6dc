package workbook.flink.state;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.AppendingState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.ValueState;
import org.graalvm.polyglot.HostAccess.Export;
import workbook.flink.engine.JsRuntime;

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

  public static final class MapCell implements Cell {

    private final JsRuntime js;
    private final MapState<String, String> state;
    /** The loops of the call that is running. */
    private final List<EntryCursor> cursors = new ArrayList<>();
    private long call;

    MapCell(JsRuntime js, MapState<String, String> state) {
      this.js = js;
      this.state = state;
    }

    @Override
    public JsRuntime js() {
      return js;
    }

    @Override
    public MapState<String, String> state() {
      return state;
    }

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
      js.runOutside(() -> {
        boolean isRemoved = false;
        if (call == js.calls()) for (EntryCursor cursor : cursors) isRemoved = isRemoved || cursor.remove(key);
        if (!isRemoved) state.remove(key);
      });
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
      if (call != js.calls()) cursors.clear();
      call = js.calls();
      EntryCursor cursor = js.outside(() -> new EntryCursor(js, state.iterator()));
      cursors.add(cursor);
      return cursor;
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

    /**
     * False at the end; null if the map has changed, other than by what remove did, so that its entries can't be told.
     */
    @Export
    public Boolean next() {
      return js.outside(() -> {
        entry = null;
        try {
          if (!entries.hasNext()) return false;
          entry = entries.next();
          return true;
        } catch (ConcurrentModificationException e) {
          return null;
        }
      });
    }

    /** Removes the entry of this key, if that is the one it is at: the loop can go on. */
    private boolean remove(String key) {
      if (entry == null || !entry.getKey().equals(key)) return false;
      try {
        entries.remove();
        entry = null;
        return true;
      } catch (ConcurrentModificationException e) {
        return false;
      }
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
