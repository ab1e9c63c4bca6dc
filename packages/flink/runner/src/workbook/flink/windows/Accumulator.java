package workbook.flink.windows;

import org.graalvm.polyglot.Value;

/**
 * An aggregate function's accumulator in a window's state. While records come it is a live value that the function may
 * change in place; its text is made when a checkpoint is taken (see Accumulators), because the state backend writes
 * state on another thread, which may not touch JavaScript. After that the backend copies the holder before it hands it
 * out for a change, so what is being written keeps its text.
 */
public final class Accumulator {

  /** Turns live values into text; null before the accumulator was used on this thread. */
  private AggregateCalls calls;
  private Value live;
  /** UTF-8 JSON; null while only the live value is current. */
  private byte[] text;

  private Accumulator(AggregateCalls calls, Value live, byte[] text) {
    this.calls = calls;
    this.live = live;
    this.text = text;
  }

  static Accumulator ofLive(AggregateCalls calls, Value live) {
    Accumulator a = new Accumulator(calls, live, null);
    calls.accumulators().add(a);
    return a;
  }

  public static Accumulator ofText(byte[] text) {
    return new Accumulator(null, null, text);
  }

  public Accumulator copy() {
    return text == null ? ofLive(calls, live) : new Accumulator(calls, live, text);
  }

  Value live(AggregateCalls by) {
    calls = by;
    if (live == null) live = by.restore(text);
    return live;
  }

  /** The function has returned a new value, or the old one changed. */
  Accumulator become(Value value) {
    live = value;
    if (text != null) {
      text = null;
      calls.accumulators().add(this);
    }
    return this;
  }

  /** On the task thread, or once the text is there. */
  public byte[] text() {
    if (text == null) text = calls.text(live);
    return text;
  }
}
