package workbook.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How JSON text is written, in exchanges, checkpoints and savepoints: its length in bytes (a big-endian int), then
 * UTF-8. A savepoint remembers the version, so that a later runner can read what this one wrote.
 */
final class JsonFormat {

  static final int VERSION = 1;
  /** The length that stands for no text at all. */
  private static final int NONE = -1;

  private JsonFormat() {}

  static void write(byte[] text, DataOutputView out) throws IOException {
    if (text == null) {
      out.writeInt(NONE);
      return;
    }
    out.writeInt(text.length);
    out.write(text);
  }

  /** Null if there was none. */
  static byte[] read(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length == NONE) return null;
    byte[] text = new byte[length];
    in.readFully(text);
    return text;
  }

  static void copy(DataInputView in, DataOutputView out) throws IOException {
    int length = in.readInt();
    out.writeInt(length);
    if (length != NONE) out.write(in, length);
  }

  /** What a savepoint says about the serializer that wrote it. */
  abstract static class Snapshot<T> implements TypeSerializerSnapshot<T> {

    private final TypeSerializer<T> serializer;

    Snapshot(TypeSerializer<T> serializer) {
      this.serializer = serializer;
    }

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) {
      // The version says it all.
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader classes) throws IOException {
      if (version > VERSION) {
        throw new IOException(
          "The state was written by a newer @workbook/flink (format " +
            version +
            "; this one reads " +
            VERSION +
            "). Run \"npm start\": it builds both anew and restarts Flink."
        );
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
      return old.getClass() == getClass()
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
