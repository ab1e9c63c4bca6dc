package workbook.flink.kafka;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.KafkaException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InterruptException;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.function.RunnableWithException;
import org.apache.flink.util.function.ThrowingRunnable;
import workbook.flink.engine.JsFunction;
import workbook.flink.engine.JsRuntime;
import workbook.flink.engine.LearnerError;
import workbook.flink.engine.TaskCleanUp;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;

/** Stands around each step of a Kafka sink, and makes a sentence of what Kafka throws there. */
final class KafkaGuard implements Serializable {

  /**
   * How Flink's sink says, at its start or later, that another one on its TaskManager writes with its
   * transactionalIdPrefix.
   */
  private static final Pattern DUPLICATE = Pattern.compile(
    "^(Found duplicate transactionalIdPrefix|(Readable|Writable) backchannel already exists)"
  );
  /**
   * How long a task that is ending may keep the prefix: after the loss of a JobManager its job is started again at
   * once.
   */
  private static final long ENDING_NS = 10_000_000_000L;
  private static final long LOOK_MS = 50;
  /** Kafka's exceptions are a few causes deep. */
  private static final int DEPTH = 20;

  private final JobSettings job;
  private final String operator;
  /** Null where the sink has none. */
  private final String transactionalIdPrefix;
  private final FunctionRef callSite;
  private transient KafkaRefusals refusals;
  /** Where the author made the sink, as the engine writes a stack. */
  private transient String stack;

  KafkaGuard(Plan.Node node) {
    job = node.job();
    operator = node.name();
    transactionalIdPrefix = node.params().path("transactionalIdPrefix").asText(null);
    callSite = node.optionalFunction("callSite");
  }

  /** With the writer, on its task thread. */
  void open() {
    if (callSite != null) stack = JsFunction.of(callSite).stack();
  }

  /** What Kafka refused of this task's records. */
  KafkaRefusals refusals() {
    if (refusals == null) refusals = new KafkaRefusals();
    return refusals;
  }

  <T> T call(Callable<T> step) {
    try {
      return step.call();
    } catch (Exception e) {
      throw rethrow(e);
    }
  }

  /** A step that takes the sink's prefix for its subtask, as soon as no other task of this TaskManager has it. */
  <T> T take(Callable<T> step) {
    long start = System.nanoTime();
    try {
      while (true) {
        try {
          return step.call();
        } catch (IllegalStateException e) {
          if (!isTaken(e) || System.nanoTime() - start > ENDING_NS) throw e;
          Thread.sleep(LOOK_MS);
        }
      }
    } catch (Exception e) {
      throw rethrow(e);
    }
  }

  private static boolean isTaken(Exception thrown) {
    return thrown instanceof IllegalStateException && DUPLICATE.matcher(String.valueOf(thrown.getMessage())).find();
  }

  void run(RunnableWithException step) {
    try {
      step.run();
    } catch (Exception e) {
      throw rethrow(e);
    }
  }

  void close(AutoCloseable closed) throws Exception {
    TaskCleanUp.run(operator, closed::close);
  }

  /** Throws what a step threw, as a sentence where it came from Kafka. */
  RuntimeException rethrow(Exception thrown) {
    try {
      return JsRuntime.rethrow(explain(thrown));
    } catch (InterruptedException e) {
      return JsRuntime.rethrow(e);
    }
  }

  private Exception explain(Exception thrown) throws InterruptedException {
    String where = stack == null ? "" : stack;
    if (isTaken(thrown)) {
      // Flink would not see it at a second attempt, and the two sinks would end each other's transactions.
      return new SuppressRestartsException(
        LearnerError.kafka(operator, RefusalReason.prefixInUse(transactionalIdPrefix), where, thrown)
      );
    }
    KafkaException kafka = kafkaCause(thrown);
    // An interrupt is Flink's way to cancel a task.
    if (kafka == null || kafka instanceof InterruptException) return thrown;
    KafkaRefusals.Refusal first = refusals().first(kafka);
    RefusalReason why = RefusalReason.of(first, transactionalIdPrefix);
    if (!why.isOfRecord()) return LearnerError.kafka(operator, why.sentence(), where, thrown);
    String record = first.record() == null ? null : first.record().excerpt();
    return LearnerError.unwritable(job, operator, why.sentence(), where, record, thrown);
  }

  /** The innermost exception of Kafka's, or null. */
  private static KafkaException kafkaCause(Throwable thrown) {
    KafkaException found = null;
    Throwable e = thrown;
    for (int i = 0; i < DEPTH && e != null; i++, e = e.getCause()) if (e instanceof KafkaException kafka) found = kafka;
    return found;
  }

  /** The writer's surroundings: it tells of a refusal through the task's mailbox, too. */
  WriterInitContext surround(WriterInitContext context) {
    MailboxExecutor mailbox = new Mailbox(context.getMailboxExecutor());
    Class<?>[] type = { WriterInitContext.class };
    return (WriterInitContext) Proxy.newProxyInstance(getClass().getClassLoader(), type, (proxy, method, args) -> {
      if (method.getName().equals("getMailboxExecutor")) return mailbox;
      try {
        return method.invoke(context, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    });
  }

  private final class Mailbox implements MailboxExecutor {

    private final MailboxExecutor mailbox;

    Mailbox(MailboxExecutor mailbox) {
      this.mailbox = mailbox;
    }

    @Override
    public void execute(
      MailOptions options,
      ThrowingRunnable<? extends Exception> command,
      String description,
      Object... args
    ) {
      mailbox.execute(options, () -> run(command::run), description, args);
    }

    @Override
    public void yield() throws InterruptedException {
      mailbox.yield();
    }

    @Override
    public boolean tryYield() {
      return mailbox.tryYield();
    }

    @Override
    public boolean shouldInterrupt() {
      return mailbox.shouldInterrupt();
    }
  }
}
