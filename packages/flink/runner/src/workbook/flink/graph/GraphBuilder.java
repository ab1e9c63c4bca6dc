package workbook.flink.graph;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import workbook.flink.JsonType;
import workbook.flink.async.JsAsyncOperator;
import workbook.flink.functions.Connected;
import workbook.flink.functions.Generator;
import workbook.flink.functions.JsKey;
import workbook.flink.functions.JsPartitioner;
import workbook.flink.functions.OneInput;
import workbook.flink.functions.OperatorBridge;
import workbook.flink.functions.Watermarks;
import workbook.flink.kafka.KafkaConnectors;
import workbook.flink.kafka.MalformedSplit;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;
import workbook.flink.windows.WindowBuilder;

/**
 * Makes the Flink call that each node of the plan stands for; an operator with one function is made by its family,
 * OneInput or Connected. Two operators are added that no node stands for: the one that takes malformed records out of a
 * Kafka source, and the one that computes keys. Both have their input's parallelism and are chained to it, so they
 * change neither the order of records nor where they go.
 */
public final class GraphBuilder {

  private final StreamExecutionEnvironment env;
  private final Plan plan;
  private final Map<Integer, DataStream<JsRecord>> streams = new HashMap<>();

  public GraphBuilder(StreamExecutionEnvironment env, Plan plan) {
    this.env = env;
    this.plan = plan;
  }

  public void build() {
    for (Plan.Node node : plan.nodes()) streams.put(node.id(), build(node));
  }

  private DataStream<JsRecord> build(Plan.Node node) {
    return switch (node.op()) {
      case "kafkaSource" -> kafkaSource(node);
      case "fromData" -> fromData(node);
      case "generator" -> describe(
        node,
        env.fromSource(Generator.source(node), new Watermarks(node), node.name(), JsonType.RECORD)
      );
      case "watermarks" -> describe(node, input(node).assignTimestampsAndWatermarks(new Watermarks(node)));
      case "keyBy" -> keyBy(node);
      case "window" -> describe(node, new WindowBuilder(node).build(keyed(node)));
      case "windowAll" -> describe(node, new WindowBuilder(node).buildAll(input(node)));
      case "asyncHttp" -> describe(node, JsAsyncOperator.transform(input(node), node));
      case "union" -> union(node.inputs().stream().map(streams::get).toList());
      case "rebalance" -> input(node).rebalance();
      case "rescale" -> input(node).rescale();
      case "shuffle" -> input(node).shuffle();
      case "broadcast" -> input(node).broadcast();
      case "global" -> input(node).global();
      case "forward" -> input(node).forward();
      case "partitionCustom" -> input(node).partitionCustom(new JsPartitioner(node), record -> record);
      case "sideOutput" -> sideOutput(node);
      case "kafkaSink" -> sink(node, KafkaConnectors.sink(node));
      case "print" -> sink(node, new PrintSink(node));
      case "discard" -> sink(node, new DiscardingSink<>());
      default -> {
        if (!node.has(node.op())) throw node.unknown();
        yield describe(node, withFunction(node));
      }
    };
  }

  /** An operator with one function, whose role has the operator's name. */
  private SingleOutputStreamOperator<JsRecord> withFunction(Plan.Node node) {
    List<DataStream<JsRecord>> inputs = node.inputs().stream().map(streams::get).toList();
    return inputs.size() == 2
      ? Connected.operator(node, inputs.get(0), inputs.get(1))
      : OneInput.operator(node, inputs.get(0));
  }

  private DataStream<JsRecord> input(Plan.Node node) {
    return streams.get(node.input());
  }

  @SuppressWarnings("unchecked")
  private KeyedStream<JsRecord, String> keyed(Plan.Node node) {
    return (KeyedStream<JsRecord, String>) input(node);
  }

  private SingleOutputStreamOperator<JsRecord> describe(Plan.Node node, SingleOutputStreamOperator<JsRecord> operator) {
    set(node, operator.getTransformation());
    return operator;
  }

  /** What the job sets of an operator or a sink. */
  private void set(Plan.Node node, Transformation<JsRecord> operator) {
    operator.setName(node.name());
    if (node.uid() != null) operator.setUid(node.uid());
    if (node.parallelism() > 0) operator.setParallelism(node.parallelism());
    if (node.maxParallelism() > 0) operator.setMaxParallelism(node.maxParallelism());
    if (node.slotSharingGroup() != null) operator.setSlotSharingGroup(node.slotSharingGroup());
    if (node.description() != null) operator.setDescription(node.description());
    if (node.bufferTimeoutMs() != null) operator.setBufferTimeout(node.bufferTimeoutMs());
    if (plan.beginsChain(node)) {
      ChainingStrategy chaining = node.is("sink") ? ChainingStrategy.NEVER : ChainingStrategy.HEAD;
      ((PhysicalTransformation<JsRecord>) operator).setChainingStrategy(chaining);
    }
  }

  /**
   * An operator of ours: chained to its input, whatever the job's parallelism is, and in its place before an exchange.
   */
  private static SingleOutputStreamOperator<JsRecord> chained(
    DataStream<JsRecord> input,
    String name,
    SingleOutputStreamOperator<JsRecord> operator
  ) {
    long bufferTimeout = input.getTransformation().getBufferTimeout();
    if (bufferTimeout >= 0) operator.setBufferTimeout(bufferTimeout);
    return operator.name(name).setParallelism(input.getParallelism());
  }

  private DataStream<JsRecord> kafkaSource(Plan.Node node) {
    DataStream<JsRecord> source = describe(
      node,
      env.fromSource(KafkaConnectors.source(node), new Watermarks(node), node.name(), JsonType.RECORD)
    );
    boolean diverts = plan.hasSideOutput(node, Plan.MALFORMED_TAG);
    return chained(source, "Well-formed records", source.process(new MalformedSplit(node.job(), node.name(), diverts)));
  }

  private DataStream<JsRecord> fromData(Plan.Node node) {
    List<JsRecord> records = node
      .texts("elements")
      .stream()
      .map(text -> JsRecord.ofText(text.getBytes(StandardCharsets.UTF_8), null))
      .toList();
    SingleOutputStreamOperator<JsRecord> source = describe(node, env.fromData(records, JsonType.RECORD));
    boolean timed = node.has("timestamp") || !node.params().get("watermarks").get("kind").asText().equals("none");
    return timed
      ? chained(source, "Timestamps/Watermarks", source.assignTimestampsAndWatermarks(new Watermarks(node)))
      : source;
  }

  /**
   * The key is computed on each input of a union by itself: behind it, records of different parallelism would be
   * spread.
   */
  private DataStream<JsRecord> keyBy(Plan.Node node) {
    return withKey(node, plan.nodes().get(node.input())).keyBy(JsRecord::key, JsonType.TEXT);
  }

  private DataStream<JsRecord> withKey(Plan.Node keyBy, Plan.Node input) {
    if (input.op().equals("union")) {
      return union(
        input
          .inputs()
          .stream()
          .map(id -> withKey(keyBy, plan.nodes().get(id)))
          .toList()
      );
    }
    // As in Flink, keyBy decides alone where records go.
    if (input.isExchange()) return withKey(keyBy, plan.nodes().get(input.input()));
    DataStream<JsRecord> stream = streams.get(input.id());
    return chained(stream, "Key", stream.map(new JsKey(keyBy.function("key"))));
  }

  private static DataStream<JsRecord> union(List<DataStream<JsRecord>> streams) {
    DataStream<JsRecord> first = streams.get(0);
    @SuppressWarnings({ "unchecked", "rawtypes" })
    DataStream<JsRecord>[] others = streams
      .stream()
      .skip(1)
      .toArray(DataStream[]::new);
    return first.union(others);
  }

  private DataStream<JsRecord> sideOutput(Plan.Node node) {
    return ((SingleOutputStreamOperator<JsRecord>) input(node)).getSideOutput(
      OperatorBridge.tag(node.params().get("tag").asText())
    );
  }

  private DataStream<JsRecord> sink(Plan.Node node, Sink<JsRecord> target) {
    set(node, input(node).sinkTo(target).getTransformation());
    return null;
  }
}
