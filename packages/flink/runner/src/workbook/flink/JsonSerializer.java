package workbook.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a value as JSON text (JsonFormat): as one, unless a serializer says otherwise. No value is ever used again for
 * another.
 */
abstract class JsonSerializer<T> extends TypeSerializerSingleton<T> {

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final T copy(T value, T reuse) {
    return copy(value);
  }

  @Override
  public final T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    JsonFormat.copy(in, out);
  }
}
