package workbook.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import workbook.flink.records.JsRecord;

/** A record: its text, then its key's text. Records never change, so a copy is the record itself. */
final class RecordSerializer extends JsonSerializer<JsRecord> {

  static final RecordSerializer INSTANCE = new RecordSerializer();
  private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public JsRecord createInstance() {
    return JsRecord.ofText(NULL, null);
  }

  @Override
  public JsRecord copy(JsRecord record) {
    return record;
  }

  @Override
  public void serialize(JsRecord record, DataOutputView out) throws IOException {
    JsonFormat.write(record.text(), out);
    String key = record.key();
    JsonFormat.write(key == null ? null : key.getBytes(StandardCharsets.UTF_8), out);
  }

  @Override
  public JsRecord deserialize(DataInputView in) throws IOException {
    byte[] text = JsonFormat.read(in);
    byte[] key = JsonFormat.read(in);
    return JsRecord.ofText(text, key == null ? null : new String(key, StandardCharsets.UTF_8));
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    JsonFormat.copy(in, out);
    JsonFormat.copy(in, out);
  }

  @Override
  public TypeSerializerSnapshot<JsRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named in savepoints. */
  public static final class Snapshot extends JsonFormat.Snapshot<JsRecord> {

    public Snapshot() {
      super(INSTANCE);
    }
  }
}
