package workbook.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A key or a state value: JSON text. */
final class TextSerializer extends JsonSerializer<String> {

  static final TextSerializer INSTANCE = new TextSerializer();

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public String createInstance() {
    return "null";
  }

  @Override
  public String copy(String text) {
    return text;
  }

  @Override
  public void serialize(String text, DataOutputView out) throws IOException {
    JsonFormat.write(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
  }

  @Override
  public String deserialize(DataInputView in) throws IOException {
    byte[] text = JsonFormat.read(in);
    return text == null ? null : new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public TypeSerializerSnapshot<String> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named in savepoints. */
  public static final class Snapshot extends JsonFormat.Snapshot<String> {

    public Snapshot() {
      super(INSTANCE);
    }
  }
}
