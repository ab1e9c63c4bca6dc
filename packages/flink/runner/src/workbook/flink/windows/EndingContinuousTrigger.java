package workbook.flink.windows;

import java.time.Duration;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousEventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.Window;

/**
 * A ContinuousEventTimeTrigger for a global window, which ends with time itself. When a job is drained, the watermark
 * is that end, and Flink's trigger would go there from interval to interval, for ever; this one fires there once.
 */
final class EndingContinuousTrigger extends Trigger<Object, Window> {

  private static final long serialVersionUID = 1L;

  private final ContinuousEventTimeTrigger<Window> trigger;

  EndingContinuousTrigger(Duration interval) {
    trigger = ContinuousEventTimeTrigger.of(interval);
  }

  @Override
  public TriggerResult onElement(Object element, long timestamp, Window window, TriggerContext ctx) throws Exception {
    return trigger.onElement(element, timestamp, window, ctx);
  }

  @Override
  public TriggerResult onEventTime(long time, Window window, TriggerContext ctx) throws Exception {
    boolean isOver = ctx.getCurrentWatermark() == Long.MAX_VALUE && time != window.maxTimestamp();
    if (!isOver) return trigger.onEventTime(time, window, ctx);
    trigger.clear(window, ctx);
    return TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onProcessingTime(long time, Window window, TriggerContext ctx) throws Exception {
    return trigger.onProcessingTime(time, window, ctx);
  }

  @Override
  public void clear(Window window, TriggerContext ctx) throws Exception {
    trigger.clear(window, ctx);
  }
}
