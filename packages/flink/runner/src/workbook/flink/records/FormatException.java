package workbook.flink.records;

/** Bytes or a value that have no place in a format. The message is the reason, as a learner reads it. */
public final class FormatException extends Exception {

  public FormatException(String reason) {
    super(reason, null, false, false);
  }
}
