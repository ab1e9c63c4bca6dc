package workbook.flink.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread per TaskManager: stops functions that run too long or whose job was cancelled, and closes what threads
 * leave.
 */
final class Watchdog {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final long PERIOD_MS = 100;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Map<JsRuntime, Watch> WATCHED = new ConcurrentHashMap<>();
  private static Thread thread;

  private Watchdog() {}

  static synchronized void watch(JsRuntime js) {
    WATCHED.put(js, new Watch(js));
    if (thread != null) return;
    thread = new Thread(Watchdog::loop, "workbook-watchdog");
    thread.setDaemon(true);
    // It outlives the job that happens to start it.
    thread.setContextClassLoader(Watchdog.class.getClassLoader());
    thread.start();
  }

  static void forget(JsRuntime js) {
    WATCHED.remove(js);
  }

  private static void loop() {
    while (true) {
      try {
        Thread.sleep(PERIOD_MS);
        for (Watch watch : WATCHED.values()) watch.look();
      } catch (Throwable e) {
        LOG.warn("The watchdog goes on after {}", e.toString());
      }
    }
  }

  /**
   * One task thread. A function is stopped when its time is over and its thread has computed for half of it: on a
   * machine that is busy with other things an innocent function may wait long for its turn.
   */
  private static final class Watch {

    private final JsRuntime js;
    /** The call that was running at the last look, and the thread's computing time then, in ns. */
    private long call = -1;
    private long cpuAtStart;

    Watch(JsRuntime js) {
      this.js = js;
    }

    void look() throws Exception {
      if (!js.thread().isAlive()) {
        WATCHED.remove(js);
        js.close();
        return;
      }
      js.console().flush();
      if (!js.isRunning()) return;
      if (js.calls() != call) {
        call = js.calls();
        cpuAtStart = cpu();
      }
      try {
        if (js.thread().isInterrupted() || (js.isOverdue() && hasComputed())) js.interrupt();
      } catch (TimeoutException e) {
        // It has not left the function yet: the next look interrupts again.
      }
    }

    private boolean hasComputed() {
      long now = cpu();
      return now < 0 || now - cpuAtStart > (js.limitMs() * 1_000_000) / 2;
    }

    /** -1 where the JVM can't tell. */
    private long cpu() {
      return THREADS.isThreadCpuTimeSupported() ? THREADS.getThreadCpuTime(js.thread().getId()) : -1;
    }
  }
}
