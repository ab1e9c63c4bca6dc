package workbook.flink.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.KafkaException;

/** What Kafka refused of one writer's records: the first of them is what the job fails with. */
final class KafkaRefusals {

  /** Said of the sound records of a batch that holds an unsound one. */
  private static final String FOR_ANOTHER = "Failed to append record because it was part of a batch";
  /** How long the refusal of the unsound one may come after theirs: the producer tells all in a row. */
  private static final long CULPRIT_MS = 5_000;

  private final CountDownLatch told = new CountDownLatch(1);
  private volatile Refusal first;

  /** From the producer, on any thread. */
  synchronized void add(WrittenRecord.Trace record, Exception reason) {
    if (first != null || !(reason instanceof KafkaException kafka) || isForAnother(kafka)) return;
    first = new Refusal(record, kafka);
    told.countDown();
  }

  /** The first refusal, if there was one; else the exception that Flink's writer got, without a record. */
  Refusal first(KafkaException seen) throws InterruptedException {
    if (isForAnother(seen)) told.await(CULPRIT_MS, TimeUnit.MILLISECONDS);
    return first == null ? new Refusal(null, seen) : first;
  }

  private static boolean isForAnother(KafkaException reason) {
    return reason.getClass() == KafkaException.class && String.valueOf(reason.getMessage()).startsWith(FOR_ANOTHER);
  }

  /** @param record null where no record was refused */
  record Refusal(WrittenRecord.Trace record, KafkaException reason) {}
}
