package workbook.flink.async;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategyBuilder;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies.FixedDelayRetryStrategyBuilder;
import workbook.flink.JsonType;
import workbook.flink.engine.JsFunction;
import workbook.flink.plan.FunctionRef;
import workbook.flink.plan.Plan;
import workbook.flink.records.JsRecord;

/**
 * Flink's own operator of Async I/O, which is bounded by the bytes of its records as well as by their number: it keeps
 * them in memory and in each checkpoint.
 */
public final class JsAsyncOperator extends AsyncWaitOperator<JsRecord, JsRecord> {

  private final JsAsyncFunction function;
  private final long maxBytesInFlight;
  private final MailboxExecutor mailbox;

  private JsAsyncOperator(
    StreamOperatorParameters<JsRecord> parameters,
    Factory factory,
    ProcessingTimeService time,
    MailboxExecutor mailbox
  ) {
    super(
      parameters,
      factory.function,
      factory.timeoutMs,
      factory.capacity,
      factory.outputMode,
      factory.retry,
      time,
      mailbox
    );
    function = factory.function;
    maxBytesInFlight = factory.maxBytesInFlight;
    this.mailbox = mailbox;
  }

  public static SingleOutputStreamOperator<JsRecord> transform(DataStream<JsRecord> input, Plan.Node node) {
    return input.transform(node.name(), JsonType.RECORD, new Factory(node, new JsAsyncFunction(node), retry(node)));
  }

  @Override
  public void processElement(StreamRecord<JsRecord> element) throws Exception {
    // Also for the checkpoint, whose thread writes the records in flight and can make no text.
    int size = element.getValue().text().length;
    while (function.bytesInFlight() > 0 && function.bytesInFlight() + size > maxBytesInFlight) mailbox.yield();
    function.enter(size);
    // With object reuse others may change the record while it waits, and Flink's operator copies it.
    boolean shared = getExecutionConfig().isObjectReuseEnabled();
    super.processElement(shared ? element.copy(element.getValue().copy()) : element);
  }

  private static AsyncRetryStrategy<JsRecord> retry(Plan.Node node) {
    JsonNode r = node.params().path("retry");
    if (r.isMissingNode()) {
      @SuppressWarnings("unchecked")
      AsyncRetryStrategy<JsRecord> none = AsyncRetryStrategies.NO_RETRY_STRATEGY;
      return none;
    }
    ResultPredicate ifResult = node.has("ifResult") ? new ResultPredicate(node.function("ifResult")) : null;
    ErrorPredicate ifException = node.has("ifException") ? new ErrorPredicate(node.function("ifException")) : null;
    int maxAttempts = r.get("maxAttempts").asInt();
    if (r.get("kind").asText().equals("fixedDelay")) {
      var builder = new FixedDelayRetryStrategyBuilder<JsRecord>(maxAttempts, r.get("delayMs").asLong());
      if (ifResult != null) builder.ifResult(ifResult);
      if (ifException != null) builder.ifException(ifException);
      return builder.build();
    }
    var builder = new ExponentialBackoffDelayRetryStrategyBuilder<JsRecord>(
      maxAttempts,
      r.get("initialDelayMs").asLong(),
      r.get("maxRetryDelayMs").asLong(),
      r.get("multiplier").asDouble()
    );
    if (ifResult != null) builder.ifResult(ifResult);
    if (ifException != null) builder.ifException(ifException);
    return builder.build();
  }

  private static final class Factory extends AsyncWaitOperatorFactory<JsRecord, JsRecord> {

    private final JsAsyncFunction function;
    private final long timeoutMs;
    private final int capacity;
    private final OutputMode outputMode;
    private final AsyncRetryStrategy<JsRecord> retry;
    private final long maxBytesInFlight;

    Factory(Plan.Node node, JsAsyncFunction function, AsyncRetryStrategy<JsRecord> retry) {
      super(
        function,
        node.params().get("timeoutMs").asLong(),
        node.params().get("capacity").asInt(),
        OutputMode.valueOf(node.params().get("outputMode").asText()),
        retry
      );
      this.function = function;
      this.retry = retry;
      timeoutMs = node.params().get("timeoutMs").asLong();
      capacity = node.params().get("capacity").asInt();
      outputMode = OutputMode.valueOf(node.params().get("outputMode").asText());
      maxBytesInFlight = node.params().get("maxBytesInFlight").asLong();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<JsRecord>> T createStreamOperator(StreamOperatorParameters<JsRecord> parameters) {
      return (T) new JsAsyncOperator(parameters, this, processingTimeService, getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classes) {
      return JsAsyncOperator.class;
    }
  }

  /** Flink asks on the task thread. */
  private record ResultPredicate(FunctionRef ref) implements Predicate<Collection<JsRecord>>, Serializable {
    @Override
    public boolean test(Collection<JsRecord> results) {
      List<JsRecord> records = results instanceof JsAsyncResults made ? made.records() : List.copyOf(results);
      String array = records
        .stream()
        .map(record -> new String(record.text(), StandardCharsets.UTF_8))
        .collect(Collectors.joining(",", "[", "]"));
      return verdict(ref, array);
    }
  }

  /**
   * Flink asks on the task thread. What is no failure of the service, and what came too late, is not asked about again.
   */
  private record ErrorPredicate(FunctionRef ref) implements Predicate<Throwable>, Serializable {
    @Override
    public boolean test(Throwable error) {
      ServiceErrors.ServiceFailure failure = ServiceErrors.ServiceFailure.of(error);
      if (failure == null || failure.isTimeout) return false;
      return verdict(ref, failure.details);
    }
  }

  private static boolean verdict(FunctionRef predicate, String json) {
    JsFunction fn = JsFunction.of(predicate);
    return fn.callMethod(fn.method("call"), null, json).asBoolean();
  }
}
