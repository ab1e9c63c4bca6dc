package workbook.bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** What one key bought in one window. */
public class Aggregation {

  private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(
    ZoneOffset.UTC
  );

  public String kind;
  public String key;
  public String windowStart;
  public String windowEnd;
  public long count;
  public double amount;
  public double discount;
  public double total;

  /** Writes on a window's sums whose they are, and of which minute. */
  public static class Label extends ProcessWindowFunction<Sums, Aggregation, String, TimeWindow> {

    private final String kind;

    public Label(String kind) {
      this.kind = kind;
    }

    @Override
    public void process(String key, Context context, Iterable<Sums> elements, Collector<Aggregation> out) {
      Sums sums = elements.iterator().next();
      Aggregation aggregation = new Aggregation();
      aggregation.kind = kind;
      aggregation.key = key;
      aggregation.windowStart = ISO.format(Instant.ofEpochMilli(context.window().getStart()));
      aggregation.windowEnd = ISO.format(Instant.ofEpochMilli(context.window().getEnd()));
      aggregation.count = sums.count;
      aggregation.amount = ProcessedTransaction.fromCents(sums.amount);
      aggregation.discount = ProcessedTransaction.fromCents(sums.discount);
      aggregation.total = ProcessedTransaction.fromCents(sums.amount - sums.discount);
      out.collect(aggregation);
    }
  }
}
