package workbook.flink;

import org.apache.flink.api.common.functions.Partitioner;
import org.graalvm.polyglot.Value;

/** `partitionCustom`: runs before the exchange, in the task that sends. */
final class JsPartitioner implements Partitioner<JsRecord> {
  private final FunctionRef keyRef;
  private final FunctionRef partitionRef;
  private transient JsFunction key;
  private transient JsFunction partition;
  private transient Value call;

  JsPartitioner(Plan.Node node) {
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
