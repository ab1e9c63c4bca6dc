package workbook.flink.engine;

import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flink does with a task that has failed or was cancelled: it closes all operators. An exception there is fatal to
 * it: the TaskManager ends, and with it every job. So nothing of ours may throw there. When a task ends in order, its
 * operators are closed as well, and then an exception fails the job, as it should.
 */
public final class TaskCleanUp {

  private static final Logger LOG = LoggerFactory.getLogger(TaskCleanUp.class);

  private TaskCleanUp() {}

  /** Whether this thread cleans up after a failure or a cancellation. */
  static boolean isUnderWay() {
    return StackWalker.getInstance().walk(frames ->
      frames.anyMatch(
        frame -> frame.getMethodName().equals("cleanUp") && frame.getClassName().equals(StreamTask.class.getName())
      )
    );
  }

  /** Runs a step of an operator's `close`: in a clean-up its failure is only logged. */
  public static void run(String operator, Step step) throws Exception {
    try {
      step.run();
    } catch (Exception e) {
      if (!isUnderWay()) throw e;
      LOG.warn("Operator \"{}\" could not be closed in order; its task had ended before", operator, e);
    }
  }

  public interface Step {
    void run() throws Exception;
  }
}
