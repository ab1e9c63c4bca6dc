package workbook.flink.async;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP client of a TaskManager. There is one for all tasks: connections stay warm from one job to the next, and
 * since its threads belong to no job, none of them keeps a job's class loader, and its metaspace, alive. Tasks abort
 * their own requests when they close.
 */
final class HttpClients {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private HttpClients() {}

  static HttpClient client() {
    return Holder.CLIENT;
  }

  /** Runs a step after so many ms, on one of the client's threads. */
  static void later(long delayMs, Runnable step) {
    Holder.TIMER.schedule(() -> Holder.THREADS.execute(step), delayMs, TimeUnit.MILLISECONDS);
  }

  /** Made when the first task with Async I/O opens. */
  private static final class Holder {

    static final Executor THREADS = Executors.newCachedThreadPool(new Threads("workbook-http"));
    static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
      new Threads("workbook-http-timer")
    );
    static final HttpClient CLIENT = build();

    /** The client's selector thread takes the context class loader of the thread that makes it: not the job's. */
    private static HttpClient build() {
      Thread thread = Thread.currentThread();
      ClassLoader job = thread.getContextClassLoader();
      thread.setContextClassLoader(HttpClients.class.getClassLoader());
      try {
        // HTTP/1.1: an upgrade would send each body twice.
        return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .executor(THREADS)
          .build();
      } finally {
        thread.setContextClassLoader(job);
      }
    }
  }

  private static final class Threads implements ThreadFactory {

    private final String name;
    private final AtomicInteger count = new AtomicInteger();

    Threads(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(null, work, name + '-' + count.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(HttpClients.class.getClassLoader());
      return thread;
    }
  }
}
