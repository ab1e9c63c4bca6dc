package workbook.flink.graph;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import workbook.flink.engine.JsRuntime;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/** Writes each record as a line of the job's console, as Flink's own print sink would write it to standard output. */
final class PrintSink implements Sink<JsRecord> {

  private final JobSettings job;
  private final String name;
  private final String prefix;

  PrintSink(Plan.Node node) {
    job = node.job();
    name = node.name();
    prefix = node.params().get("prefix").asText();
  }

  @Override
  public SinkWriter<JsRecord> createWriter(WriterInitContext context) {
    JsRuntime js = JsRuntime.of(job);
    js.console().locate(context.metricGroup());
    String start = start(context.getTaskInfo());
    Counter sent = context.metricGroup().getNumRecordsSendCounter();
    return new SinkWriter<>() {
      @Override
      public void write(JsRecord record, Context c) {
        js.console().print(name, "print", start + text(record, js));
        sent.inc();
      }

      @Override
      public void flush(boolean endOfInput) {
        // The console writes its lines by itself.
      }

      @Override
      public void close() {
        js.console().flush();
      }
    };
  }

  /** `prefix:2> `, without what there is not. */
  private String start(TaskInfo task) {
    String subtask = task.getNumberOfParallelSubtasks() > 1 ? String.valueOf(task.getIndexOfThisSubtask() + 1) : "";
    String start = prefix + (prefix.isEmpty() || subtask.isEmpty() ? "" : ":") + subtask;
    return start.isEmpty() ? "" : start + "> ";
  }

  /** JSON, and a text as it is. */
  private String text(JsRecord record, JsRuntime js) {
    byte[] json = record.text();
    return json[0] == '"' ? record.live(js, name).asString() : new String(json, StandardCharsets.UTF_8);
  }
}
