package workbook.flink.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.InvalidRecordException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.KafkaException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.TimeoutException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalReasonTest {

  private static final String RECORD = "the record with key \"k\" (6 bytes, time 2026-01-01T00:00:00Z)";

  @Test
  void a_record_that_is_too_large_for_the_producer_is_told_the_setting() {
    RefusalReason why = reason(
      new RecordTooLargeException(
        "The message is 1048700 bytes when serialized which is larger than 1048576, which is the value of the" +
          " max.request.size configuration."
      ),
      null
    );
    assertTrue(why.isOfRecord());
    assertTrue(why.sentence().startsWith(RECORD + " is too large for the sink's producer"), why.sentence());
    assertTrue(why.sentence().contains("'max.request.size': '1048700'"), why.sentence());
  }

  @Test
  void one_that_is_too_large_for_its_topic_is_told_the_topics() {
    RefusalReason why = reason(new RecordTooLargeException("too large"), null);
    assertTrue(why.isOfRecord());
    assertTrue(why.sentence().startsWith("topic \"out\" refused " + RECORD + ": it is larger than"), why.sentence());
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, multiply it by 1000",
    "1700000000000000, divide it by 1000",
    "1700000000000000000, 1 000 000",
  })
  void a_time_in_another_unit_is_recognized(long time, String remedy) {
    RefusalReason why = reason(outOfRange(time), null);
    assertTrue(why.isOfRecord());
    assertTrue(why.sentence().contains(String.valueOf(time)) && why.sentence().contains(remedy), why.sentence());
  }

  @Test
  void a_time_that_is_meant_is_told_the_range() {
    assertTrue(reason(outOfRange(1_699_999_999_999L), null).sentence().contains("none before 2023-11-14T22:13:20Z"));
    assertTrue(reason(outOfRange(1_800_000_000_001L), null).sentence().contains("ahead of the broker's clock"));
  }

  @Test
  void records_that_their_topic_can_not_take_are_refused_for_themselves() {
    KafkaException compacted = new InvalidRecordException("Compacted topic cannot accept message without key in topic");
    assertTrue(reason(compacted, null).sentence().contains("give the KafkaSink a key function"));
    assertTrue(reason(compacted, null).isOfRecord());
    assertTrue(reason(new InvalidTopicException("[a/b]"), null).isOfRecord());
    assertEquals(
      "topic \"out\" refused " + RECORD + ": why",
      reason(new InvalidRecordException("why"), null).sentence()
    );
  }

  @Test
  void what_may_pass_is_not_the_records_fault() {
    for (KafkaException each : List.of(
      new UnknownTopicOrPartitionException("gone"),
      new TimeoutException("late"),
      new TopicAuthorizationException("not allowed"),
      new KafkaException("something else")
    )) {
      assertFalse(reason(each, null).isOfRecord(), each.toString());
      assertTrue(reason(each, null).sentence().contains("topic \"out\""), reason(each, null).sentence());
    }
    assertTrue(
      reason(new UnknownTopicOrPartitionException("gone"), null).sentence().contains("npm run kafka create out")
    );
  }

  @Test
  void a_fenced_producer_names_its_prefix_if_it_has_one() {
    assertTrue(
      reason(new ProducerFencedException("fenced"), "orders").sentence().contains("transactionalIdPrefix \"orders\"")
    );
    assertEquals(
      "topic \"out\" did not take " + RECORD + ": fenced",
      reason(new ProducerFencedException("fenced"), null).sentence()
    );
  }

  @Test
  void without_a_record_it_speaks_of_the_records() {
    KafkaRefusals.Refusal refusal = new KafkaRefusals.Refusal(null, new KafkaException("why"));
    assertEquals("the topic did not take the records: why", RefusalReason.of(refusal, null).sentence());
  }

  @Test
  void the_first_refusal_counts_and_not_that_of_its_batch() throws InterruptedException {
    KafkaRefusals refusals = new KafkaRefusals();
    KafkaException batch = new KafkaException(
      "Failed to append record because it was part of a batch which had one more"
    );
    KafkaException culprit = new InvalidTimestampException("culprit");
    refusals.add(record(), batch);
    refusals.add(record(), culprit);
    refusals.add(record(), new TimeoutException("later"));
    assertEquals(culprit, refusals.first(batch).reason());
  }

  private static KafkaException outOfRange(long time) {
    return new InvalidTimestampException(
      "Timestamp " +
        time +
        " of message with offset 0 is out of range. The timestamp should be within" +
        " [1700000000000, 1800000000000]"
    );
  }

  private static RefusalReason reason(KafkaException why, String transactions) {
    return RefusalReason.of(new KafkaRefusals.Refusal(record(), why), transactions);
  }

  private static WrittenRecord.Trace record() {
    byte[] key = "k".getBytes(UTF_8);
    return (WrittenRecord.Trace) new WrittenRecord(
      new KafkaRefusals(),
      "out",
      1_767_225_600_000L,
      key,
      "value".getBytes(UTF_8),
      null
    ).headers();
  }
}
