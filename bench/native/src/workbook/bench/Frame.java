package workbook.bench;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the small jobs have in common: settings, source and sink, as frame.ts makes them.
 *
 * <p>Arguments: bootstrap servers, consumer group, topic of transactions, topic of results, checkpoint interval in ms,
 * object reuse (true or false).
 */
final class Frame {

  private final StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
  private final String[] args;

  Frame(String[] args) {
    this.args = args;
    env.enableCheckpointing(Long.parseLong(args[4]));
    if (Boolean.parseBoolean(args[5])) env.getConfig().enableObjectReuse();
  }

  SingleOutputStreamOperator<Transaction> transactions(WatermarkStrategy<Transaction> watermarks) {
    KafkaSource<Transaction> source = KafkaSource.<Transaction>builder()
      .setBootstrapServers(args[0])
      .setGroupId(args[1])
      .setTopics(args[2])
      .setStartingOffsets(OffsetsInitializer.earliest())
      .setBounded(OffsetsInitializer.latest())
      .setProperty("register.consumer.metrics", "false")
      .setValueOnlyDeserializer(new Reader())
      .build();
    return env.fromSource(source, watermarks, "transactions");
  }

  static long timeOf(Transaction transaction) {
    return Instant.parse(transaction.timestamp).toEpochMilli();
  }

  <T> void write(DataStream<T> stream) {
    stream.sinkTo(
      KafkaSink.<T>builder()
        .setBootstrapServers(args[0])
        .setRecordSerializer(
          KafkaRecordSerializationSchema.builder()
            .setTopic(args[3])
            .setValueSerializationSchema(new Writer<T>())
            .build()
        )
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty("register.producer.metrics", "false")
        .build()
    );
  }

  void execute(String name) throws Exception {
    env.execute(name);
  }

  private static final class Reader extends AbstractDeserializationSchema<Transaction> {

    private transient ObjectReader reader;

    @Override
    public void open(InitializationContext context) {
      reader = Json.mapper().readerFor(Transaction.class);
    }

    @Override
    public Transaction deserialize(byte[] value) throws IOException {
      return reader.readValue(value);
    }
  }

  private static final class Writer<T> implements SerializationSchema<T> {

    private transient ObjectWriter writer;

    @Override
    public void open(InitializationContext context) {
      writer = Json.mapper().writer();
    }

    @Override
    public byte[] serialize(T record) {
      try {
        return writer.writeValueAsBytes(record);
      } catch (IOException e) {
        throw new IllegalStateException("a record can't be written as JSON", e);
      }
    }
  }
}
