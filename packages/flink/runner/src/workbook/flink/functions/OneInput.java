package workbook.flink.functions;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/**
 * The operators that call one function for each record of one stream: its role in the plan has the operator's name.
 * Behind a keyBy that function has keyed state.
 */
public final class OneInput {

  private OneInput() {}

  public static SingleOutputStreamOperator<JsRecord> operator(Plan.Node node, DataStream<JsRecord> input) {
    FunctionRef function = node.function(node.op(), input instanceof KeyedStream);
    return switch (node.op()) {
      case "map" -> input.map(new JsMap(function));
      case "filter" -> input.filter(new JsFilter(function));
      case "flatMap" -> input.flatMap(new JsFlatMap(function));
      case "process" -> input.process(new JsProcess(function));
      case "keyedProcess" -> keyed(input).process(new JsKeyedProcess(function));
      case "reduce" -> keyed(input).reduce(new JsKeyedReduce(function));
      default -> throw node.unknown();
    };
  }

  @SuppressWarnings("unchecked")
  private static KeyedStream<JsRecord, String> keyed(DataStream<JsRecord> input) {
    return (KeyedStream<JsRecord, String>) input;
  }
}
