package workbook.flink.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.InvalidRecordException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.KafkaException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.AuthenticationException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.AuthorizationException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.TimeoutException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Why Kafka did not take what a sink wrote, and what to do.
 *
 * @param isOfRecord the record itself is the reason: it would be refused again
 */
record RefusalReason(String sentence, boolean isOfRecord) {
  private static final Pattern REQUEST_SIZE = Pattern.compile(
    "The message is (\\d+) bytes .* larger than (\\d+), .* max\\.request\\.size"
  );
  private static final Pattern TIME_RANGE = Pattern.compile(
    "Timestamp (-?\\d+) .* out of range\\. .* within \\[(-?\\d+), (-?\\d+)]"
  );
  private static final String COMPACTED = "Compacted topic cannot accept message without key";
  private static final String ONE_PREFIX_EACH =
    "Each sink on a broker needs a prefix of its own, also those of other" +
    " clusters; \"npm run flink list\" shows the jobs of this one.";
  /** Times so near to now are meant as they are. */
  private static final long YEARS_MS = 30L * 365 * 24 * 3_600_000;

  /** @param transactions the sink's transactionalIdPrefix; null where it has none */
  static RefusalReason of(KafkaRefusals.Refusal refusal, String transactions) {
    KafkaException why = refusal.reason();
    WrittenRecord.Trace record = refusal.record();
    String subject = record == null ? "the records" : record.describe();
    String topic = record == null ? "the topic" : "topic \"" + record.topic + '"';
    String message = String.valueOf(why.getMessage());
    if (why instanceof RecordTooLargeException) return ofRecord(tooLarge(subject, topic, message));
    Matcher range = TIME_RANGE.matcher(message);
    if (range.find()) return ofRecord(outOfRange(subject, topic, number(range, 1), number(range, 2), number(range, 3)));
    if (message.contains(COMPACTED)) {
      return ofRecord(
        topic + " is compacted and takes no record without a key, as " + subject + ": give the KafkaSink a key function"
      );
    }
    if (why instanceof InvalidTopicException) {
      return ofRecord(
        topic +
          " can't be, and " +
          subject +
          " is for it: the name of a topic has at most 249 letters, digits, dots, _ and -"
      );
    }
    if (why instanceof InvalidTimestampException || why instanceof InvalidRecordException) {
      return ofRecord(topic + " refused " + subject + ": " + message);
    }
    if (why instanceof UnknownTopicOrPartitionException) {
      return ofKafka(
        "there is no " +
          topic +
          ". Create it (\"npm run kafka create " +
          (record == null ? "TOPIC" : record.topic) +
          "\") or correct the sink;" +
          " \"npm run kafka topics\" lists all"
      );
    }
    if (why instanceof TimeoutException) {
      return ofKafka(
        "Kafka did not take " +
          subject +
          " in time: the broker does not answer, or " +
          topic +
          " was deleted meanwhile." +
          " See \"npm run services status\" and \"npm run kafka topics\". Kafka says: " +
          message
      );
    }
    if (why instanceof AuthorizationException || why instanceof AuthenticationException) {
      return ofKafka(
        "the broker lets this sink not write: " +
          message +
          ". Its user needs the right to write to " +
          topic +
          (transactions == null ? "" : ", and for transactional ids that begin with \"" + transactions + '"')
      );
    }
    if (transactions != null && isFenced(why)) {
      return ofKafka(
        "another producer took over this sink's transactions, or they lasted longer than transaction.timeout.ms between" +
          " two checkpoints. Does a second job write with the transactionalIdPrefix \"" +
          transactions +
          "\"? " +
          ONE_PREFIX_EACH +
          " Kafka says: " +
          message
      );
    }
    return ofKafka(topic + " did not take " + subject + ": " + message);
  }

  static String prefixInUse(String transactions) {
    return (
      "another sink of this TaskManager writes with the transactionalIdPrefix \"" +
      transactions +
      "\". Flink takes a prefix once" +
      " in a TaskManager, and on one broker the two would end each other's transactions. " +
      ONE_PREFIX_EACH
    );
  }

  private static RefusalReason ofRecord(String sentence) {
    return new RefusalReason(sentence, true);
  }

  private static RefusalReason ofKafka(String sentence) {
    return new RefusalReason(sentence, false);
  }

  private static boolean isFenced(KafkaException why) {
    return (
      why instanceof ProducerFencedException ||
      why instanceof InvalidProducerEpochException ||
      why instanceof InvalidTxnStateException ||
      why instanceof InvalidPidMappingException
    );
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }

  private static String tooLarge(String subject, String topic, String message) {
    Matcher request = REQUEST_SIZE.matcher(message);
    if (request.find()) {
      return (
        subject +
        " is too large for the sink's producer: it makes a request of " +
        request.group(1) +
        " bytes, and max.request.size is " +
        request.group(2) +
        ". Give the KafkaSink properties: { 'max.request.size': '" +
        request.group(1) +
        "' } or more; max.message.bytes of " +
        topic +
        " must allow it, too. Or write less with the value function"
      );
    }
    return (
      topic +
      " refused " +
      subject +
      ": it is larger than the topic's max.message.bytes. Raise that setting of the topic, or" +
      " write less with the value function"
    );
  }

  private static String outOfRange(String subject, String topic, long time, long first, long last) {
    String refused = topic + " refused " + subject + ": ";
    String unit = otherUnit(time);
    if (unit != null) return (
      refused + "its time " + time + ' ' + unit + " where the time is assigned, or in the sink's timestamp function"
    );
    return time > last
      ? refused +
          "its time is ahead of the broker's clock, and the topic takes none after " +
          WrittenRecord.time(last) +
          ". Raise message.timestamp.after.max.ms of the topic, or write another time with timestamp: () => Date.now()"
      : refused +
          "its time is too old, the topic takes none before " +
          WrittenRecord.time(first) +
          ". Raise message.timestamp.before.max.ms of the topic, or write another time with timestamp: () => Date.now()";
  }

  /** Which unit a time seems to have that is far from now in milliseconds; null if none. */
  private static String otherUnit(long time) {
    long now = System.currentTimeMillis();
    if (isNear(time, now)) return null;
    if (
      isNear(time / 1000, now)
    ) return "looks like microseconds, and Kafka and Flink count in milliseconds: divide it by 1000";
    if (
      isNear(time / 1_000_000, now)
    ) return "looks like nanoseconds, and Kafka and Flink count in milliseconds: divide it by 1 000 000";
    if (
      time < YEARS_MS && isNear(time * 1000, now)
    ) return "looks like seconds, and Kafka and Flink count in milliseconds: multiply it by 1000";
    return null;
  }

  private static boolean isNear(long time, long now) {
    return Math.abs(time - now) < YEARS_MS;
  }
}
