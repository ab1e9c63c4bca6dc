package workbook.flink;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import workbook.flink.records.JsRecord;
import workbook.flink.windows.Accumulator;

/** Flink's view of the three things that leave a task thread as JSON text. */
public final class JsonType<T> extends TypeInformation<T> {

  public static final JsonType<JsRecord> RECORD = new JsonType<>(JsRecord.class, RecordSerializer.INSTANCE);
  /** Keys and state as canonical or plain JSON text. */
  public static final JsonType<String> TEXT = new JsonType<>(String.class, TextSerializer.INSTANCE);
  public static final JsonType<Accumulator> ACCUMULATOR = new JsonType<>(
    Accumulator.class,
    AccumulatorSerializer.INSTANCE
  );

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  private JsonType(Class<T> type, TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean isKeyType() {
    return type == String.class;
  }

  @Override
  public String toString() {
    return "JSON " + type.getSimpleName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonType<?> o && o.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof JsonType;
  }
}
