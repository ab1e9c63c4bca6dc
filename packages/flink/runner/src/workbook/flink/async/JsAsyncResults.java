package workbook.flink.async;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import workbook.flink.records.JsRecord;

/**
 * The results of one record, which are made on the task thread when Flink asks for them: the HTTP client's threads, on
 * which answers come, have no JavaScript. Flink goes through them once, when it emits them.
 */
final class JsAsyncResults extends AbstractCollection<JsRecord> {

  private final Supplier<List<JsRecord>> make;
  private final Runnable onEmit;
  private List<JsRecord> records;

  JsAsyncResults(Supplier<List<JsRecord>> make, Runnable onEmit) {
    this.make = make;
    this.onEmit = onEmit;
  }

  /** The results, without emitting them. */
  List<JsRecord> records() {
    if (records == null) records = make.get();
    return records;
  }

  @Override
  public Iterator<JsRecord> iterator() {
    onEmit.run();
    return records().iterator();
  }

  @Override
  public int size() {
    return records().size();
  }

  /** Not the records: Flink describes its work with it, on any thread. */
  @Override
  public String toString() {
    return "results of a service";
  }
}
