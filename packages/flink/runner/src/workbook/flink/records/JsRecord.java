package workbook.flink.records;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsRuntime;

/**
 * A record: a live JavaScript value of this task thread, its JSON text, or both. Whichever is missing is made when it
 * is first wanted, and kept: live values are frozen, so the two can't differ. (With object reuse a function may change
 * the live value, so the text is made again once one got it.) Text is what leaves the thread: to exchanges, state,
 * sinks.
 */
@TypeInfo(JsRecord.TypeFactory.class)
public class JsRecord {

  private Value live;
  /** UTF-8. */
  private byte[] text;
  /** With object reuse: a function has the live value, and may change it. */
  private boolean shared;
  /** Such a function got the live value, or gave it back, since the text was made. */
  private boolean stale;
  /** The operator of that function, as long as nobody has looked at what it left; else null. */
  private String changedBy;
  /** The key's canonical text, set by keyBy; null elsewhere. */
  private final String key;
  /** The record without its key, so that all its keyed versions share its value and its text. */
  private final JsRecord origin;

  private JsRecord(Value live, byte[] text, String key, JsRecord origin) {
    this.live = live;
    this.text = text;
    this.key = key;
    this.origin = origin;
  }

  public static JsRecord ofLive(Value live) {
    return new JsRecord(live, null, null, null);
  }

  public static JsRecord ofText(byte[] text, String key) {
    return new JsRecord(null, text, key, null);
  }

  public static JsRecord of(Value live, byte[] text) {
    return new JsRecord(live, text, null, null);
  }

  /** For subclasses that are no JSON value at all. */
  protected JsRecord() {
    this(null, null, null, null);
  }

  public JsRecord withKey(String newKey) {
    return new JsRecord(null, null, newKey, origin == null ? this : origin);
  }

  public String key() {
    return key;
  }

  /** The value for a function of this operator. */
  public Value live(JsRuntime js, String operator) {
    if (origin != null) return origin.live(js, operator);
    if (live == null) live = js.parse(text);
    if (js.job().objectReuse()) {
      shared = true;
      stale = true;
      changedBy = operator;
    }
    return live;
  }

  /**
   * The function gave the live value back, and it was found to be JSON. It may do so several times, and change it in
   * between.
   */
  public JsRecord sealed() {
    if (origin != null) origin.sealed();
    stale = shared;
    changedBy = null;
    return this;
  }

  /** The same record, with a value that no function has yet. */
  public JsRecord copy() {
    return ofText(text(), key);
  }

  /** JSON as UTF-8. A checkpoint's thread, which may not touch JavaScript, gets the text that was made last. */
  public byte[] text() {
    if (origin != null) return origin.text();
    if (text == null || (stale && JsRuntime.isHere())) {
      JsRuntime js = JsRuntime.current();
      text = changedBy == null ? js.stringify(live) : js.stringifyChanged(changedBy, live);
      stale = false;
      changedBy = null;
    }
    return text;
  }

  /** Tells Flink the type of streams whose functions name only this class. */
  public static final class TypeFactory extends TypeInfoFactory<JsRecord> {

    @Override
    public TypeInformation<JsRecord> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
      return JsonType.RECORD;
    }
  }
}
