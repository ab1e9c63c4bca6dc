package workbook.flink.functions;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/**
 * Counts what an operator that may have side outputs gives to its main output. Flink's own numRecordsOut counts what
 * the first of the operators that are chained to it is given, and that one may read a side output.
 */
public final class MainOutput {

  /** As metrics.ts reads it. */
  private static final String METRIC = "numRecordsOutMain";

  private MainOutput() {}

  public static Counter counter(RuntimeContext runtime) {
    return runtime.getMetricGroup().counter(METRIC);
  }
}
