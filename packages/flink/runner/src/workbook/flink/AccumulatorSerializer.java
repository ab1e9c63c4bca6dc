package workbook.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import workbook.flink.windows.Accumulator;

/** An accumulator: its text. */
final class AccumulatorSerializer extends JsonSerializer<Accumulator> {

  static final AccumulatorSerializer INSTANCE = new AccumulatorSerializer();
  private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

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
  public void serialize(Accumulator accumulator, DataOutputView out) throws IOException {
    JsonFormat.write(accumulator.text(), out);
  }

  @Override
  public Accumulator deserialize(DataInputView in) throws IOException {
    return Accumulator.ofText(JsonFormat.read(in));
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
