package workbook.flink.engine;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and exercises what the first job will need: GraalJS (seconds, when it is cold) and the classes of the Kafka
 * connectors. Runs once, in the background, at low priority. A failure here is only a slower first job.
 */
public final class WarmUp implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int ROUNDS = 300;
  /** What jobs do for each record: parse, walk, copy, freeze, write. */
  private static final String SCRIPT = """
  'use strict';
  class Sum { #n = 0; add(r) { this.#n += r.amount; return { ...r, sum: this.#n }; } }
  const sum = new Sum();
  function seal(value) {
    const parts = Array.isArray(value) ? value : Object.values(value);
    for (let i = 0; i < parts.length; i++) if (typeof parts[i] === 'object' && parts[i] !== null) seal(parts[i]);
    return Object.freeze(value);
  }
  (text) => {
    const record = seal(JSON.parse(text));
    const when = Date.parse(record.when);
    const words = record.tags.map((tag) => `${tag}!`).filter((tag) => tag.length > 1).join();
    const { amount = 0, ...rest } = sum.add(record);
    try { if (amount < 0) throw new Error(words); } catch { return ''; }
    return JSON.stringify(seal({ ...rest, amount: Math.round(amount * 100) / 100, when, words }));
  }
  """;
  private static final String RECORD =
    "{\"id\":\"t-1\",\"amount\":12.5,\"when\":\"2025-01-01T00:00:00.000Z\",\"tags\":[\"a\",\"b\"],\"where\":{\"city\":\"Oslo\"}}";
  private static final String[] CLASSES = {
    "org.apache.flink.connector.kafka.source.KafkaSource",
    "org.apache.flink.connector.kafka.source.reader.KafkaSourceReader",
    "org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader",
    "org.apache.flink.connector.kafka.sink.KafkaSink",
    "org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.KafkaConsumer",
    "org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer",
    "org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.KafkaProducer",
    "org.apache.flink.kafka.shaded.org.apache.kafka.common.protocol.ApiKeys",
    "org.apache.flink.streaming.runtime.tasks.SourceOperatorStreamTask",
    "org.apache.flink.streaming.runtime.tasks.OneInputStreamTask",
    "org.apache.flink.streaming.api.operators.SourceOperator",
    "org.apache.flink.streaming.runtime.operators.windowing.WindowOperator",
    "org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperator",
    "org.apache.flink.runtime.state.heap.HeapKeyedStateBackend",
    "workbook.flink.engine.JsRuntime",
    "workbook.flink.kafka.JsRecordDeserializationSchema",
    "workbook.flink.kafka.JsRecordSerializationSchema",
    "workbook.flink.windows.JsProcessWindow",
    "workbook.flink.async.JsAsyncOperator",
  };

  private WarmUp() {}

  public static void start() {
    Thread thread = new Thread(new WarmUp(), "workbook-warm-up");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (Context context = JsRuntime.newContext(JsEngine.ENGINE)) {
      Value step = context.eval(Source.newBuilder("js", SCRIPT, "warm-up.js").buildLiteral());
      for (int i = 0; i < ROUNDS; i++) step.execute(RECORD).asString();
      for (String name : CLASSES) Class.forName(name);
      LOG.info("The JavaScript engine is warm after {} ms", (System.nanoTime() - start) / 1_000_000);
    } catch (Throwable e) {
      LOG.warn("The JavaScript engine could not be warmed: {}", e.toString());
    }
  }
}
