package workbook.bench;

import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * pipelines/transactions/job.ts in Java: the same operators in the same order, with the same settings. Its source is
 * bounded.
 *
 * <p>Arguments: bootstrap servers, consumer group, checkpoint interval in ms, object reuse (true or false).
 */
public final class TransactionsJob {

  private static final double KEEP_ABOVE = 100;
  private static final OutputTag<MalformedRecord> MALFORMED = new OutputTag<>("malformed") {};

  private final String bootstrapServers;

  private TransactionsJob(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(Long.parseLong(args[2]));
    if (Boolean.parseBoolean(args[3])) env.getConfig().enableObjectReuse();
    new TransactionsJob(args[0]).build(env, args[1]);
    env.execute("transactions in Java");
  }

  private void build(StreamExecutionEnvironment env, String groupId) {
    KafkaSource<Received> source = KafkaSource.<Received>builder()
      .setBootstrapServers(bootstrapServers)
      .setGroupId(groupId)
      .setTopics("transactions")
      .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
      .setBounded(OffsetsInitializer.latest())
      .setProperty("register.consumer.metrics", "false")
      .setDeserializer(new TransactionReader())
      .build();

    // A malformed message has no time: with the smallest of all it does not move the watermark.
    WatermarkStrategy<Received> eventTime = WatermarkStrategy.<Received>forBoundedOutOfOrderness(Duration.ofSeconds(5))
      .withTimestampAssigner((received, recordTimestamp) ->
        received.transaction == null ? Long.MIN_VALUE : Instant.parse(received.transaction.timestamp).toEpochMilli()
      )
      .withIdleness(Duration.ofSeconds(30));

    SingleOutputStreamOperator<Transaction> transactions = env
      .fromSource(source, eventTime, "transactions")
      .process(new SetMalformedApart());
    SingleOutputStreamOperator<ProcessedTransaction> processed = transactions
      .filter(transaction -> transaction.amount > KEEP_ABOVE)
      .map(ProcessedTransaction::enrich);
    DataStream<ProcessedTransaction> highValue = processed.filter(
      transaction -> transaction.amount > ProcessedTransaction.HIGH_VALUE_ABOVE
    );

    SumsAndLate byUser = sumUpPerMinute(processed, "user", transaction -> transaction.userId);
    SumsAndLate byCategory = sumUpPerMinute(processed, "category", transaction -> transaction.category);

    write(transactions.getSideOutput(MALFORMED), "malformed_transactions", record -> record.key);
    write(processed, "processed_transactions", transaction -> transaction.userId);
    write(highValue, "high_value_transactions", transaction -> transaction.userId);
    write(byUser.sums.union(byCategory.sums), "user_aggregations", sums -> sums.kind + " " + sums.key);
    write(byUser.late.union(byCategory.late), "late_transactions", transaction -> transaction.userId);
  }

  private <T> void write(DataStream<T> stream, String topic, KeySelector<T, String> key) {
    stream
      .sinkTo(
        KafkaSink.<T>builder()
          .setBootstrapServers(bootstrapServers)
          .setRecordSerializer(new JsonWriter<>(topic, key))
          .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
          .setTransactionalIdPrefix("java-" + topic)
          .setProperty("register.producer.metrics", "false")
          .setProperty("transaction.timeout.ms", "900000")
          .build()
      )
      .name("to " + topic);
  }

  private record SumsAndLate(DataStream<Aggregation> sums, DataStream<LateTransaction> late) {}

  private static SumsAndLate sumUpPerMinute(
    DataStream<ProcessedTransaction> stream,
    String kind,
    KeySelector<ProcessedTransaction, String> key
  ) {
    OutputTag<ProcessedTransaction> late = new OutputTag<>(
      "late by " + kind,
      TypeInformation.of(ProcessedTransaction.class)
    );
    SingleOutputStreamOperator<Aggregation> sums = stream
      .keyBy(key)
      .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
      .sideOutputLateData(late)
      .aggregate(new Sums.SumUp(), new Aggregation.Label(kind));
    return new SumsAndLate(sums, sums.getSideOutput(late).map(transaction -> new LateTransaction(transaction, kind)));
  }

  private static final class SetMalformedApart extends ProcessFunction<Received, Transaction> {

    @Override
    public void processElement(Received received, Context context, Collector<Transaction> out) {
      if (received.malformed != null) context.output(MALFORMED, received.malformed);
      else out.collect(received.transaction);
    }
  }
}
