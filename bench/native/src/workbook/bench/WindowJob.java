package workbook.bench;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** jobs/window.ts in Java. */
public final class WindowJob {

  private WindowJob() {}

  public static void main(String[] args) throws Exception {
    WatermarkStrategy<Transaction> eventTime = WatermarkStrategy.<Transaction>forBoundedOutOfOrderness(
      Duration.ofSeconds(5)
    ).withTimestampAssigner((transaction, recordTimestamp) -> Frame.timeOf(transaction));
    Frame frame = new Frame(args);
    frame.write(
      frame
        .transactions(eventTime)
        .filter(transaction -> transaction.amount > 100)
        .map(Purchase::new)
        .keyBy(purchase -> purchase.user)
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
        .aggregate(new SumUp(), new Label())
    );
    frame.execute("window in Java");
  }

  public static class Purchase {

    public String user;
    public long cents;
    public int quantity;

    public Purchase() {}

    public Purchase(Transaction transaction) {
      user = transaction.userId;
      cents = Math.round(transaction.amount * 100);
      quantity = transaction.quantity;
    }
  }

  public static class Totals {

    public int count;
    public long cents;
    public int quantity;
  }

  public static class MinuteOfUser extends Totals {

    public String user;
    public long end;
  }

  private static final class SumUp implements AggregateFunction<Purchase, Totals, Totals> {

    @Override
    public Totals createAccumulator() {
      return new Totals();
    }

    @Override
    public Totals add(Purchase purchase, Totals totals) {
      totals.count++;
      totals.cents += purchase.cents;
      totals.quantity += purchase.quantity;
      return totals;
    }

    @Override
    public Totals getResult(Totals totals) {
      return totals;
    }

    @Override
    public Totals merge(Totals a, Totals b) {
      Totals both = new Totals();
      both.count = a.count + b.count;
      both.cents = a.cents + b.cents;
      both.quantity = a.quantity + b.quantity;
      return both;
    }
  }

  private static final class Label extends ProcessWindowFunction<Totals, MinuteOfUser, String, TimeWindow> {

    @Override
    public void process(String user, Context context, Iterable<Totals> elements, Collector<MinuteOfUser> out) {
      Totals totals = elements.iterator().next();
      MinuteOfUser minute = new MinuteOfUser();
      minute.count = totals.count;
      minute.cents = totals.cents;
      minute.quantity = totals.quantity;
      minute.user = user;
      minute.end = context.window().getEnd();
      out.collect(minute);
    }
  }
}
