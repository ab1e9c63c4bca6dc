package workbook.bench;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** jobs/keyed.ts in Java. */
public final class KeyedJob {

  private static final long MINUTE_MS = 60_000;

  private KeyedJob() {}

  public static void main(String[] args) throws Exception {
    WatermarkStrategy<Transaction> eventTime = WatermarkStrategy.<Transaction>forBoundedOutOfOrderness(
      Duration.ofSeconds(5)
    ).withTimestampAssigner((transaction, recordTimestamp) -> Frame.timeOf(transaction));
    Frame frame = new Frame(args);
    frame.write(
      frame
        .transactions(eventTime)
        .keyBy(transaction -> transaction.userId)
        .process(new PseudoWindow())
    );
    frame.execute("keyed in Java");
  }

  public static class Totals {

    public int count;
    public long cents;
  }

  public static class MinuteOfUser extends Totals {

    public String user;
    public long end;
  }

  private static final class PseudoWindow extends KeyedProcessFunction<String, Transaction, MinuteOfUser> {

    /** By the minute's end. */
    private transient MapState<Long, Totals> minutes;

    @Override
    public void open(OpenContext context) {
      minutes = getRuntimeContext().getMapState(new MapStateDescriptor<>("minutes", Long.class, Totals.class));
    }

    @Override
    public void processElement(Transaction transaction, Context context, Collector<MinuteOfUser> out) throws Exception {
      long time = context.timestamp();
      long end = time - (time % MINUTE_MS) + MINUTE_MS;
      context.timerService().registerEventTimeTimer(end - 1);
      Totals totals = minutes.get(end);
      if (totals == null) totals = new Totals();
      totals.count++;
      totals.cents += Math.round(transaction.amount * 100);
      minutes.put(end, totals);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<MinuteOfUser> out) throws Exception {
      long end = timestamp + 1;
      Totals totals = minutes.get(end);
      if (totals == null) return;
      MinuteOfUser minute = new MinuteOfUser();
      minute.count = totals.count;
      minute.cents = totals.cents;
      minute.user = context.getCurrentKey();
      minute.end = end;
      out.collect(minute);
      minutes.remove(end);
    }
  }
}
