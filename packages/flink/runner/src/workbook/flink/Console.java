package workbook.flink;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task's functions print: one JSON object a line, in a file named by the job's id in Flink's log folder, from where
 * Flink's REST API serves it. Lines are collected and written by the watchdog, the last ones by the task itself before Flink
 * hears of its end; beyond a rate they are only counted.
 */
final class Console {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int LINES_PER_SECOND = 500;
  private static final int LINE_LENGTH = 10_000;
  private static final long FILE_BYTES = 20_000_000;

  private final StringBuilder lines = new StringBuilder();
  /** Held while lines are written, so that they stay in order, and that all are there when flush returns. */
  private final Object writing = new Object();
  private String jobId;
  private int subtask;
  private long second;
  private int linesInSecond;
  private long leftOut;

  /** Where the task runs. Lines printed before this is known wait for it. */
  synchronized void locate(MetricGroup metrics) {
    jobId = metrics.getAllVariables().getOrDefault("<job_id>", "unknown");
    subtask = Integer.parseInt(metrics.getAllVariables().getOrDefault("<subtask_index>", "0"));
  }

  synchronized void locate(RuntimeContext runtime) {
    jobId = runtime.getJobInfo().getJobId().toHexString();
    subtask = runtime.getTaskInfo().getIndexOfThisSubtask();
  }

  synchronized void print(String operator, String level, String text) {
    long now = System.currentTimeMillis();
    if (now / 1000 != second) {
      mentionLeftOut(operator, now);
      second = now / 1000;
      linesInSecond = 0;
    }
    if (++linesInSecond > LINES_PER_SECOND) {
      leftOut++;
      return;
    }
    append(now, operator, level, text.length() <= LINE_LENGTH ? text : text.substring(0, LINE_LENGTH) + "…");
  }

  private void mentionLeftOut(String operator, long now) {
    if (leftOut == 0) return;
    append(now, operator, "warn", "… " + leftOut + " more lines were printed and left out: at most " + LINES_PER_SECOND
        + " a second are kept");
    leftOut = 0;
  }

  private void append(long time, String operator, String level, String text) {
    lines.append(JsonNodeFactory.instance.objectNode().put("time", time).put("level", level).put("operator", operator)
        .put("subtask", subtask).put("text", text)).append('\n');
  }

  void flush() {
    synchronized (writing) {
      byte[] bytes;
      String id;
      synchronized (this) {
        if (lines.length() == 0 || jobId == null) return;
        bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        lines.setLength(0);
        id = jobId;
      }
      write(id, bytes);
    }
  }

  void close() {
    synchronized (this) {
      mentionLeftOut("", System.currentTimeMillis());
    }
    flush();
  }

  private static void write(String jobId, byte[] bytes) {
    String log = System.getProperty("log.file");
    if (log == null) {
      LOG.info("A job's console (Flink was started without -Dlog.file, so it has no file of its own):\n{}",
          new String(bytes, StandardCharsets.UTF_8));
      return;
    }
    Path file = Path.of(log).resolveSibling("workbook-console-" + jobId + ".log");
    // Unlike Files.write, a stream is written to the end when the thread of a cancelled task is interrupted.
    try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
      if (Files.size(file) > FILE_BYTES) return;
      out.write(bytes);
    } catch (IOException e) {
      LOG.warn("A job's console can't be written to {}: {}", file, e.toString());
    }
  }
}
