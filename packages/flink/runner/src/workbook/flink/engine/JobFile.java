package workbook.flink.engine;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that a job has for itself in Flink's log folder, from where Flink's REST API serves it. */
final class JobFile {

  private static final Logger LOG = LoggerFactory.getLogger(JobFile.class);
  private static final long FILE_BYTES = 20_000_000;

  private JobFile() {}

  /**
   * Drops the text when the file is full.
   *
   * @param kind names the file, together with the job's id
   */
  static void append(String kind, String jobId, String text) {
    write(kind, jobId, text, false);
  }

  /** Like append, but a file that is full begins anew. */
  static void appendNewest(String kind, String jobId, String text) {
    write(kind, jobId, text, true);
  }

  private static void write(String kind, String jobId, String text, boolean anew) {
    String log = System.getProperty("log.file");
    if (log == null) {
      LOG.info("A job's {} (Flink was started without -Dlog.file, so there is no file of its own):\n{}", kind, text);
      return;
    }
    Path file = Path.of(log).resolveSibling("workbook-" + kind + "-" + jobId + ".log");
    boolean full = file.toFile().length() > FILE_BYTES;
    if (full && !anew) return;
    // Unlike Files.write, a stream is written to the end when the thread of a cancelled task is interrupted.
    try (OutputStream out = new FileOutputStream(file.toFile(), !full)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("A job's {} can't be written to {}: {}", kind, file, e.toString());
    }
  }
}
