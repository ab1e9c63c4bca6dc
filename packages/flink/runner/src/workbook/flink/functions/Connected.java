package workbook.flink.functions;

import org.apache.flink.streaming.api.datastream.ConnectedStreams;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import workbook.flink.JsonType;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/**
 * The operators that read two streams with one function: its role in the plan has the operator's name. Where both are
 * keyed, it has keyed state.
 */
public final class Connected {

  private Connected() {}

  public static SingleOutputStreamOperator<JsRecord> operator(
    Plan.Node node,
    DataStream<JsRecord> first,
    DataStream<JsRecord> second
  ) {
    ConnectedStreams<JsRecord, JsRecord> both = first.connect(second);
    boolean keyed = first instanceof KeyedStream && second instanceof KeyedStream;
    FunctionRef function = node.function(node.op(), keyed);
    return switch (node.op()) {
      case "coMap" -> both.map(new JsCoMap(function), JsonType.RECORD);
      case "coFlatMap" -> both.flatMap(new JsCoFlatMap(function), JsonType.RECORD);
      case "coProcess" -> both.process(new JsCoProcess(function), JsonType.RECORD);
      case "keyedCoProcess" -> both.process(new JsKeyedCoProcess(function), JsonType.RECORD);
      case "intervalJoin" -> JsIntervalJoin.operator(node, function, keyed(first), keyed(second));
      default -> throw node.unknown();
    };
  }

  @SuppressWarnings("unchecked")
  private static KeyedStream<JsRecord, String> keyed(DataStream<JsRecord> input) {
    return (KeyedStream<JsRecord, String>) input;
  }
}
