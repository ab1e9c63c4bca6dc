package workbook.flink.functions;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.util.Collector;
import org.graalvm.polyglot.Value;
import workbook.flink.JsonType;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsTime;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** `process` of an interval join: called for each pair. */
final class JsIntervalJoin extends ProcessJoinFunction<JsRecord, JsRecord, JsRecord> {

  private final OperatorFunction bound;
  private transient Value pair;

  private JsIntervalJoin(FunctionRef intervalJoin) {
    bound = new OperatorFunction(intervalJoin);
  }

  static SingleOutputStreamOperator<JsRecord> operator(
    Plan.Node node,
    FunctionRef intervalJoin,
    KeyedStream<JsRecord, String> left,
    KeyedStream<JsRecord, String> right
  ) {
    JsonNode params = node.params();
    KeyedStream.IntervalJoined<JsRecord, JsRecord, String> joined = left
      .intervalJoin(right)
      .between(
        Duration.ofMillis(params.get("lowerBoundMs").asLong()),
        Duration.ofMillis(params.get("upperBoundMs").asLong())
      );
    if (!params.get("lowerBoundInclusive").asBoolean()) joined.lowerBoundExclusive();
    if (!params.get("upperBoundInclusive").asBoolean()) joined.upperBoundExclusive();
    if (params.has("leftLateTag")) joined.sideOutputLeftLateData(
      OperatorBridge.tag(params.get("leftLateTag").asText())
    );
    if (params.has("rightLateTag")) joined.sideOutputRightLateData(
      OperatorBridge.tag(params.get("rightLateTag").asText())
    );
    return joined.process(new JsIntervalJoin(intervalJoin), JsonType.RECORD);
  }

  @Override
  public void open(OpenContext context) {
    bound.open(getRuntimeContext());
    bound.bridge().countMainOutput(MainOutput.counter(getRuntimeContext()));
    pair = bound.fn().method("pair");
  }

  @Override
  public void processElement(JsRecord left, JsRecord right, Context c, Collector<JsRecord> out) {
    JsFunction fn = bound.fn();
    bound.bridge().at(null, c.getTimestamp(), null, null, null, c::output, out);
    fn.callMethod(
      pair,
      left,
      left.live(fn.js(), fn.operator()),
      right.live(fn.js(), fn.operator()),
      JsTime.number(c.getLeftTimestamp()),
      JsTime.number(c.getRightTimestamp())
    );
  }

  @Override
  public void close() {
    bound.close();
  }
}
