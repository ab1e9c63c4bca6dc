package workbook.flink.engine;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What a task's functions print: one JSON object a line, in a file named by the job's id in Flink's log folder, from
 * where Flink's REST API serves it. Lines are collected and written by the watchdog, the last ones by the task itself
 * before Flink hears of its end; beyond a rate they are only counted.
 */
public final class Console {

  private static final int LINES_PER_SECOND = 500;
  private static final int LINE_LENGTH = 10_000;

  private final StringBuilder lines = new StringBuilder();
  /** Held while lines are written, so that they stay in order, and that all are there when flush returns. */
  private final Object writing = new Object();
  private String jobId;
  private String task;
  private int subtask;
  private int attempt;
  private long second;
  private int linesInSecond;
  private long leftOut;

  /** Where the task runs. Lines printed before this is known wait for it. */
  public synchronized void locate(MetricGroup metrics) {
    jobId = metrics.getAllVariables().getOrDefault("<job_id>", "unknown");
    task = metrics.getAllVariables().get("<task_name>");
    subtask = Integer.parseInt(metrics.getAllVariables().getOrDefault("<subtask_index>", "0"));
    attempt = Integer.parseInt(metrics.getAllVariables().getOrDefault("<task_attempt_num>", "0"));
  }

  public synchronized void locate(RuntimeContext runtime) {
    jobId = runtime.getJobInfo().getJobId().toHexString();
    task = runtime.getTaskInfo().getTaskName();
    subtask = runtime.getTaskInfo().getIndexOfThisSubtask();
    attempt = runtime.getTaskInfo().getAttemptNumber();
  }

  /**
   * Writes down what the task fails with, before Flink hears of it. An event of the JobManager's may come to a task
   * that has failed and is not reported yet; that this event was lost is then all that Flink keeps of the failure.
   */
  public synchronized void note(RuntimeException failure) {
    if (jobId == null) return;
    try {
      JobFile.appendNewest(
        "failures",
        jobId,
        JsonNodeFactory.instance
          .objectNode()
          .put("task", task)
          .put("subtask", subtask)
          .put("attempt", attempt)
          .put("failure", LearnerError.textOf(failure))
          .toString() + '\n'
      );
    } catch (Throwable e) {
      // Out of memory: the failure itself matters more.
    }
  }

  public synchronized void print(String operator, String level, String text) {
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
    append(
      now,
      operator,
      "warn",
      "… " + leftOut + " more lines were printed and left out: at most " + LINES_PER_SECOND + " a second are kept"
    );
    leftOut = 0;
  }

  private void append(long time, String operator, String level, String text) {
    lines
      .append(
        JsonNodeFactory.instance
          .objectNode()
          .put("time", time)
          .put("level", level)
          .put("operator", operator)
          .put("subtask", subtask)
          .put("text", text)
      )
      .append('\n');
  }

  public void flush() {
    synchronized (writing) {
      String text;
      String id;
      synchronized (this) {
        if (lines.length() == 0 || jobId == null) return;
        text = lines.toString();
        lines.setLength(0);
        id = jobId;
      }
      JobFile.append("console", id, text);
    }
  }

  void close() {
    synchronized (this) {
      mentionLeftOut("", System.currentTimeMillis());
    }
    flush();
  }
}
