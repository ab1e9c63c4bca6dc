package workbook.flink.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import workbook.flink.engine.LearnerError;
import workbook.flink.functions.MainOutput;
import workbook.flink.functions.OperatorBridge;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;
import workbook.flink.records.MalformedRecord;

/** Chained to each Kafka source: takes the records that could not be read out of the stream, or fails at the first. */
public final class MalformedSplit extends ProcessFunction<JsRecord, JsRecord> {

  private final JobSettings job;
  private final String source;
  /** Whether the job reads the source's malformed(). */
  private final boolean diverts;
  private transient Counter emitted;

  public MalformedSplit(JobSettings job, String source, boolean diverts) {
    this.job = job;
    this.source = source;
    this.diverts = diverts;
  }

  @Override
  public void open(OpenContext context) {
    emitted = MainOutput.counter(getRuntimeContext());
  }

  @Override
  public void processElement(JsRecord record, Context context, Collector<JsRecord> out) {
    if (!(record instanceof MalformedRecord malformed)) {
      emitted.inc();
      out.collect(record);
      return;
    }
    if (!diverts) throw LearnerError.malformed(job, source, malformed);
    byte[] text = malformed.describe().toString().getBytes(StandardCharsets.UTF_8);
    context.output(OperatorBridge.tag(Plan.MALFORMED_TAG), JsRecord.ofText(text, null));
  }
}
