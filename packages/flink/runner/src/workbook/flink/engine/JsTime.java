package workbook.flink.engine;

import org.apache.flink.api.common.eventtime.TimestampAssigner;

/** Flink's times as JavaScript numbers. */
public final class JsTime {

  /**
   * JavaScript's largest safe integer. It and its opposite stand for the ends of time, of which Flink's are far beyond.
   */
  private static final long MAX_SAFE = (1L << 53) - 1;
  /** Flink counts from here to an end of time: "no timestamp", "no watermark yet", "the last watermark". */
  private static final long ENDS_OF_TIME = 1L << 62;

  private JsTime() {}

  public static double number(long t) {
    return t > ENDS_OF_TIME ? MAX_SAFE : t < -ENDS_OF_TIME ? -MAX_SAFE : t;
  }

  /** The reverse of number, for a record's timestamp: none remains none. */
  public static long timestamp(double t) {
    return t <= -MAX_SAFE ? TimestampAssigner.NO_TIMESTAMP : (long) t;
  }
}
