package workbook.logs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * This process's standard error, which is a log: beyond a size its lines go to {@code NAME.log.1}, whose own are
 * dropped. The file stays the same, because whoever holds it open is known by it; it must have been opened for
 * appending.
 */
final class BoundedLog extends OutputStream {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);
  private final Path log;
  private final Path older;
  private final long limit;
  private long size;

  /** @param limit in bytes */
  BoundedLog(Path log, long limit) throws IOException {
    this.log = log;
    this.older = log.resolveSibling(log.getFileName() + ".1");
    this.limit = limit;
    this.size = Files.size(log);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] { (byte) b }, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (size > limit) setAside();
    out.write(bytes, offset, length);
    size += length;
  }

  private void setAside() throws IOException {
    try {
      Files.copy(log, older, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException noRoom) {
      Files.deleteIfExists(older);
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    size = 0;
  }
}
