package workbook.flink.windows;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The accumulators of one task thread that changed since the last checkpoint. Weak references: those of windows that
 * are gone must not be kept for a checkpoint that may never come.
 */
final class Accumulators {

  private static final int SMALLEST_LIMIT = 1024;
  private static final ThreadLocal<Accumulators> HERE = ThreadLocal.withInitial(Accumulators::new);

  private List<WeakReference<Accumulator>> changed = new ArrayList<>();
  /** At this size the references whose window is gone are thrown out. */
  private int limit = SMALLEST_LIMIT;

  private Accumulators() {}

  /** This thread's. */
  static Accumulators here() {
    return HERE.get();
  }

  void add(Accumulator accumulator) {
    if (changed.size() >= limit) {
      changed.removeIf(reference -> reference.get() == null);
      limit = Math.max(SMALLEST_LIMIT, 2 * changed.size());
    }
    changed.add(new WeakReference<>(accumulator));
  }

  /** In the synchronous part of a checkpoint: gives all of them their text. */
  void settle() {
    for (WeakReference<Accumulator> reference : changed) {
      Accumulator accumulator = reference.get();
      if (accumulator != null) accumulator.text();
    }
    changed = new ArrayList<>();
    limit = SMALLEST_LIMIT;
  }
}
