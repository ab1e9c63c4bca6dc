package workbook.flink.functions;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import workbook.flink.engine.JsRuntime;

/** The metrics that a function registers (MetricCells of bridge.ts), in Flink's group of its operator. */
public final class MetricCells {

  /** How often gauges are read, in ms. */
  private static final long GAUGE_PERIOD_MS = 200;
  private static final int HISTOGRAM_WINDOW = 1000;

  private final JsRuntime js;
  private final RuntimeContext runtime;
  private final MetricGroup group;

  MetricCells(JsRuntime js, RuntimeContext runtime, MetricGroup group) {
    this.js = js;
    this.runtime = runtime;
    this.group = group;
  }

  @Export
  public CounterCell counter(String name) {
    return new CounterCell(group.counter(name));
  }

  /**
   * Flink reads gauges on a thread of its own, which may not touch JavaScript: the task thread reads the value for it.
   */
  @Export
  public void gauge(String name, Value read) {
    GaugeCell gauge = new GaugeCell();
    group.gauge(name, gauge);
    String operator = js.operator();
    ((StreamingRuntimeContext) runtime)
      .getProcessingTimeService()
      .scheduleWithFixedDelay(time -> gauge.value = js.call(operator, read, null).asDouble(), 0, GAUGE_PERIOD_MS);
  }

  @Export
  public MeterCell meter(String name) {
    return new MeterCell(group.meter(name, new MeterView(60)));
  }

  @Export
  public HistogramCell histogram(String name) {
    return new HistogramCell(group.histogram(name, new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW)));
  }

  /** `value` may be null. */
  @Export
  public MetricCells addGroup(String name, String value) {
    return new MetricCells(js, runtime, value == null ? group.addGroup(name) : group.addGroup(name, value));
  }

  /** Counts and events. */
  public static final class CounterCell {

    private final Counter counter;

    CounterCell(Counter counter) {
      this.counter = counter;
    }

    @Export
    public void inc(double n) {
      counter.inc((long) n);
    }

    @Export
    public double count() {
      return counter.getCount();
    }
  }

  /** A number: a whole one is shown as such. */
  private static final class GaugeCell implements Gauge<Number> {

    private volatile double value = Double.NaN;

    @Override
    public Number getValue() {
      double now = value;
      return now == Math.rint(now) && Math.abs(now) < 1e15 ? Long.valueOf((long) now) : Double.valueOf(now);
    }
  }

  /** Events a second. */
  public static final class MeterCell {

    private final MeterView meter;

    MeterCell(MeterView meter) {
      this.meter = meter;
    }

    @Export
    public void mark(double n) {
      meter.markEvent((long) n);
    }

    @Export
    public double rate() {
      return meter.getRate();
    }

    @Export
    public double count() {
      return meter.getCount();
    }
  }

  /** The newest values. */
  public static final class HistogramCell {

    private final Histogram histogram;

    HistogramCell(Histogram histogram) {
      this.histogram = histogram;
    }

    @Export
    public void update(double value) {
      histogram.update((long) value);
    }

    @Export
    public double count() {
      return histogram.getCount();
    }
  }
}
