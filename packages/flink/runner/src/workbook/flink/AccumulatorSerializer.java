package workbook.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An accumulator: its text. */
final class AccumulatorSerializer extends TypeSerializerSingleton<Accumulator> {
  static final AccumulatorSerializer INSTANCE = new AccumulatorSerializer();
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public Accumulator createInstance() {
    return Accumulator.ofText(NULL);
  }

  @Override
  public Accumulator copy(Accumulator accumulator) {
    return accumulator.copy();
  }

  @Override
  public Accumulator copy(Accumulator accumulator, Accumulator reuse) {
    return accumulator.copy();
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(Accumulator accumulator, DataOutputView out) throws IOException {
    JsonFormat.write(accumulator.text(), out);
  }

  @Override
  public Accumulator deserialize(DataInputView in) throws IOException {
    return Accumulator.ofText(JsonFormat.read(in));
  }

  @Override
  public Accumulator deserialize(Accumulator reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    JsonFormat.copy(in, out);
  }

  @Override
  public TypeSerializerSnapshot<Accumulator> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named in savepoints. */
  public static final class Snapshot extends JsonFormat.Snapshot<Accumulator> {
    public Snapshot() {
      super(INSTANCE);
    }
  }
}
