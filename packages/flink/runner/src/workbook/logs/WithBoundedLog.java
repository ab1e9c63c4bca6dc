package workbook.logs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs a service, the main class that the first argument names, with a log that can't fill the disk, however long the
 * service runs and whatever it says. {@code WORKBOOK_LOG} is the log's path, {@code WORKBOOK_LOG_BYTES} its limit.
 */
public final class WithBoundedLog {

  private WithBoundedLog() {}

  public static void main(String[] args) throws Throwable {
    bound(System.getenv("WORKBOOK_LOG"), System.getenv("WORKBOOK_LOG_BYTES"));
    try {
      Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void bound(String log, String bytes) throws IOException {
    if (log == null || bytes == null) return;
    BoundedLog file = new BoundedLog(Path.of(log), Long.parseLong(bytes));
    PrintStream lines = new PrintStream(new BufferedOutputStream(file), true, Charset.defaultCharset());
    System.setErr(lines);
    System.setOut(lines);
  }
}
