package workbook.flink.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.JobSettings;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/**
 * The JavaScript of one task thread. All operators chained into a task share it, so records pass between them as live
 * values. It lives as long as the thread: the watchdog closes it afterwards.
 *
 * The context is never entered explicitly: an interrupt lasts until the thread has left the context, and would hit
 * Flink's own code. The first failure is kept while the calls around it unwind, whatever a function's try/catch makes
 * of it.
 */
public final class JsRuntime {

  /** What a module is blamed as while it is evaluated. */
  static final String MODULE = "the job's module";
  /** Evaluating the module on a cold engine takes longer than any call. */
  private static final long MODULE_EXTRA_MS = 5000;

  private static final ThreadLocal<JsRuntime> CURRENT = new ThreadLocal<>();
  /**
   * A few are made at a time. Making one can't be broken off everywhere; on a busy machine ten at once would all take
   * long, and Flink ends a TaskManager whose cancelled tasks don't leave. Who waits for its turn leaves at once.
   */
  private static final Semaphore TURNS = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

  private final Thread thread = Thread.currentThread();
  private final JobSettings job;
  private final Context context;
  private final Value bind;
  private final Value parse;
  private final Value stringify;
  private final Value stringifyChanged;
  private final Map<Integer, JsFunction> functions = new HashMap<>();
  private final Console console = new Console();
  private String operator = MODULE;
  private long limitMs;
  /** Counts the calls that Flink made, not those of functions that a function's output reached. */
  private long calls;
  private int depth;
  /** When the function now running was called, less the time spent outside; 0 when none runs. */
  private volatile long startedAt;
  private Throwable failure;

  /** This thread's, made when it is first wanted. */
  public static JsRuntime of(JobSettings job) {
    JsRuntime js = CURRENT.get();
    if (js == null) CURRENT.set((js = make(job)));
    return js;
  }

  /** @throws CancelTaskException if the task is cancelled meanwhile */
  private static JsRuntime make(JobSettings job) {
    try {
      TURNS.acquire();
    } catch (InterruptedException e) {
      throw new CancelTaskException("cancelled before its JavaScript was there");
    }
    try {
      return new JsRuntime(job);
    } finally {
      TURNS.release();
    }
  }

  /** Whether this is a task thread that has its JavaScript. */
  public static boolean isHere() {
    return CURRENT.get() != null;
  }

  /** This thread's. */
  public static JsRuntime current() {
    JsRuntime js = CURRENT.get();
    if (js == null) throw new IllegalStateException("no JavaScript on thread " + Thread.currentThread().getName());
    return js;
  }

  static Context newContext(Engine engine) {
    return Context.newBuilder("js")
      .engine(engine)
      .allowHostAccess(HostAccess.EXPLICIT)
      .allowExperimentalOptions(true)
      .option("js.ecmascript-version", "2023")
      .option("js.console", "false")
      .option("js.print", "false")
      .option("js.load", "false")
      .option("js.stack-trace-limit", "100")
      .build();
  }

  private JsRuntime(JobSettings job) {
    this.job = job;
    limitMs = job.functionTimeoutMs() + MODULE_EXTRA_MS;
    context = newContext(JsEngine.ENGINE);
    Watchdog.watch(this);
    try {
      requireLife();
      context.getBindings("js").putMember("__submission", Plan.text("submission.json"));
      requireLife();
      Source bundle = Source.newBuilder("js", Plan.text("bundle.js"), "bundle.js").buildLiteral();
      // Called from JavaScript, so that what the module throws has passed through the same door as any other call.
      ProxyExecutable evaluate = args -> context.eval(bundle);
      call(MODULE, context.eval("js", "(evaluate) => evaluate()"), null, evaluate);
      Value flink = context.getBindings("js").getMember("__flink");
      bind = flink.getMember("bind");
      parse = flink.getMember("parse");
      stringify = flink.getMember("stringify");
      stringifyChanged = flink.getMember("stringifyChanged");
      ProxyExecutable print = args -> {
        console.print(operator, args[0].asString(), args[1].asString());
        return null;
      };
      call(MODULE, flink.getMember("open"), null, Plan.text("plan.json"), print);
    } catch (Throwable e) {
      Watchdog.forget(this);
      context.close(true);
      throw e;
    }
    limitMs = job.functionTimeoutMs();
  }

  /** Between the steps of making one: each takes long on a busy machine. */
  private void requireLife() {
    if (thread.isInterrupted()) throw new CancelTaskException("cancelled while its JavaScript was made");
  }

  public JobSettings job() {
    return job;
  }

  /** The operator whose function runs now. */
  public String operator() {
    return operator;
  }

  Thread thread() {
    return thread;
  }

  public Console console() {
    return console;
  }

  /**
   * Wraps a function for one operator's subtask. Without a bridge it is one for all who ask.
   *
   * @param bridge what the operator offers the function (bridge.ts), or null
   */
  public JsFunction bind(FunctionRef ref, Object bridge) {
    if (bridge != null) return wrap(ref, bridge);
    JsFunction bound = functions.get(ref.number());
    if (bound == null) functions.put(ref.number(), (bound = wrap(ref, null)));
    return bound;
  }

  private JsFunction wrap(FunctionRef ref, Object bridge) {
    return new JsFunction(this, ref.operator(), call(ref.operator(), bind, null, ref.number(), bridge));
  }

  /**
   * Calls a function. `record` is the one it works on, to be shown if it fails; may be null.
   *
   * @throws LearnerError if the function fails (perhaps wrapped); what Flink threw if a call of the function into Flink
   *   failed
   */
  public Value call(String operator, Value function, JsRecord record, Object... args) {
    String outerOperator = this.operator;
    long outerStart = startedAt;
    if (depth++ == 0) calls++;
    this.operator = operator;
    startedAt = System.nanoTime();
    try {
      Value result = function.execute(args);
      if (failure != null) throw rethrow(failure);
      return result;
    } catch (PolyglotException e) {
      if (failure == null) failure = explain(e, record);
      throw rethrow(failure);
    } finally {
      depth--;
      startedAt = outerStart;
      this.operator = outerOperator;
    }
  }

  /** Like call, for data that may be wrong: what the function throws is the caller's, and no failure of the job. */
  public Value attempt(String operator, Value function, Object... args) throws RefusedException {
    String outerOperator = this.operator;
    calls++;
    this.operator = operator;
    startedAt = System.nanoTime();
    try {
      return function.execute(args);
    } catch (PolyglotException e) {
      boolean thrown = e.isGuestException() && !e.isInterrupted() && !e.isCancelled() && !e.isResourceExhausted();
      if (thrown && failure == null) throw new RefusedException(e);
      if (failure == null) failure = explain(e, null);
      throw rethrow(failure);
    } finally {
      startedAt = 0;
      this.operator = outerOperator;
    }
  }

  /**
   * Calls a function's `close`, also after a failure. In a clean-up what it throws is only printed: what the task
   * failed with has been reported, and a second exception would end the TaskManager.
   */
  void close(String operator, Value close) {
    Throwable earlier = failure;
    failure = null;
    try {
      call(operator, close, null);
    } catch (Exception e) {
      if (!TaskCleanUp.isUnderWay()) throw e;
      console.print(operator, "error", "close() failed: " + LearnerError.firstLine(e));
    } finally {
      failure = earlier;
    }
  }

  private RuntimeException explain(PolyglotException e, JsRecord record) {
    if (e.isInterrupted() || e.isCancelled()) {
      if (thread.isInterrupted()) return new CancelTaskException("cancelled while in operator \"" + operator + '"');
      return LearnerError.timeout(this, operator, limitMs, e, record);
    }
    if (e.isHostException() && e.asHostException() instanceof RuntimeException host) return host;
    if (e.isHostException()) return new IllegalStateException(e.asHostException());
    if (e.isInternalError()) return new IllegalStateException(
      "GraalJS failed in operator \"" + operator + "\": " + e,
      e
    );
    return LearnerError.of(this, operator, e, record);
  }

  /**
   * Runs a step that is not the function's own, such as handing a record downstream: its time does not count against
   * the function, and its failure is kept, as the function's own try/catch can't be allowed to swallow it.
   */
  public <T> T outside(Step<T> step) {
    long start = startedAt;
    long now = System.nanoTime();
    startedAt = 0;
    try {
      return step.run();
    } catch (Throwable e) {
      if (failure == null) failure = e;
      throw rethrow(failure);
    } finally {
      startedAt = start == 0 ? 0 : start + System.nanoTime() - now;
    }
  }

  /** Like outside, for a step without a result. */
  public void runOutside(Action step) {
    outside(() -> {
      step.run();
      return null;
    });
  }

  /** Throws it as it is: Flink's operators may throw anything. */
  @SuppressWarnings("unchecked")
  public static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
    throw (E) e;
  }

  /** JSON text to a frozen value. */
  public Value parse(byte[] text) {
    return parse.execute(new String(text, StandardCharsets.UTF_8), mayNest(text));
  }

  /** For a source's text, which may not be JSON. `utf8` is the same text. */
  public Value parse(String operator, String text, byte[] utf8) throws RefusedException {
    return attempt(operator, parse, text, mayNest(utf8));
  }

  public byte[] stringify(Value live) {
    return stringify.execute(live).asString().getBytes(StandardCharsets.UTF_8);
  }

  /** Like stringify, for a value that a function of this operator may have changed where it should not. */
  public byte[] stringifyChanged(String by, Value live) {
    return call(by, stringifyChanged, null, live).asString().getBytes(StandardCharsets.UTF_8);
  }

  public Value text(String text) {
    return context.asValue(text);
  }

  private static boolean mayNest(byte[] text) {
    for (int i = 1; i < text.length; i++) if (text[i] == '{' || text[i] == '[') return true;
    return false;
  }

  /** For the watchdog: whether a function runs now, and which call it is. */
  boolean isRunning() {
    return startedAt != 0;
  }

  public long calls() {
    return calls;
  }

  /** For the watchdog: whether the function now running has had more time than the job allows. */
  boolean isOverdue() {
    long start = startedAt;
    return start != 0 && System.nanoTime() - start > limitMs * 1_000_000;
  }

  long limitMs() {
    return limitMs;
  }

  /** For the watchdog. @throws TimeoutException if the function is still at it */
  void interrupt() throws TimeoutException {
    context.interrupt(Duration.ofMillis(500));
  }

  /** For the watchdog, when the thread has ended. */
  void close() {
    console.close();
    context.close(true);
  }

  public interface Step<T> {
    T run() throws Exception;
  }

  public interface Action {
    void run() throws Exception;
  }

  /** What a function threw about a record that may be wrong. */
  public static final class RefusedException extends Exception {

    RefusedException(PolyglotException e) {
      super(LearnerError.messageOf(e), null, false, false);
    }
  }
}
