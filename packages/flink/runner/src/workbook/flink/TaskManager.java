package workbook.flink;

import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import workbook.flink.engine.WarmUp;

/**
 * Starts a TaskManager as Flink does, and warms the JavaScript engine beside it, so that the first job starts like the
 * others.
 */
public final class TaskManager {

  private TaskManager() {}

  public static void main(String[] args) throws Exception {
    WarmUp.start();
    TaskManagerRunner.main(args);
  }
}
