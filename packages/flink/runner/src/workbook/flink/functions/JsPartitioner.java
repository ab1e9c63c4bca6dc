package workbook.flink.functions;

import org.apache.flink.api.common.functions.Partitioner;
import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** `partitionCustom`: runs before the exchange, in the task that sends. */
public final class JsPartitioner implements Partitioner<JsRecord> {

  private final FunctionRef keyRef;
  private final FunctionRef partitionRef;
  private transient JsFunction key;
  private transient JsFunction partition;
  private transient Value call;

  public JsPartitioner(Plan.Node node) {
    keyRef = node.function("key");
    partitionRef = node.function("partition");
  }

  @Override
  public int partition(JsRecord record, int numPartitions) {
    if (key == null) {
      key = JsFunction.of(keyRef);
      partition = JsFunction.of(partitionRef);
      call = partition.method("call");
    }
    return partition.callMethod(call, record, key.call(record).asString(), numPartitions).asInt();
  }
}
