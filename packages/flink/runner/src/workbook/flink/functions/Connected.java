package workbook.flink.functions;

import org.apache.flink.streaming.api.datastream.ConnectedStreams;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import workbook.flink.JsonType;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** The operators that read two streams. Where both are keyed, their function has keyed state. */
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
      default -> throw new IllegalArgumentException("no operator of two streams: " + node.op());
    };
  }
}
