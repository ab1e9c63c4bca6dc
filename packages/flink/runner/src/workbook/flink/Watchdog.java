package workbook.flink;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread per TaskManager: stops functions that run too long or whose job was cancelled, and closes what threads leave. */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final long PERIOD_MS = 100;
  private static final Set<JsRuntime> WATCHED = ConcurrentHashMap.newKeySet();
  private static Thread thread;

  private Watchdog() {}

  static synchronized void watch(JsRuntime js) {
    WATCHED.add(js);
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
        for (JsRuntime js : WATCHED) look(js);
      } catch (Throwable e) {
        LOG.warn("The watchdog goes on after {}", e.toString());
      }
    }
  }

  private static void look(JsRuntime js) throws Exception {
    if (!js.thread().isAlive()) {
      WATCHED.remove(js);
      js.close();
      return;
    }
    js.console().flush();
    try {
      js.stopIfOverdue();
    } catch (TimeoutException e) {
      // It has not left the function yet: the next look interrupts again.
    }
  }
}
