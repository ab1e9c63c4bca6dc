"""window.ts in Python: bootstrap servers, consumer group, topic of transactions, topic of results, checkpoint interval in ms."""

import json
import math
import sys
from datetime import datetime
from typing import Iterable

from pyflink.common import Duration, Row, SimpleStringSchema, Time, Types, WatermarkStrategy
from pyflink.common.watermark_strategy import TimestampAssigner
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.datastream.connectors.base import DeliveryGuarantee
from pyflink.datastream.connectors.kafka import (
    KafkaOffsetsInitializer,
    KafkaRecordSerializationSchema,
    KafkaSink,
    KafkaSource,
)
from pyflink.datastream.functions import AggregateFunction, ProcessWindowFunction
from pyflink.datastream.window import TumblingEventTimeWindows

PURCHASE = Types.ROW_NAMED(["user", "cents", "quantity"], [Types.STRING(), Types.LONG(), Types.INT()])


class EventTime(TimestampAssigner):
    def extract_timestamp(self, value, record_timestamp):
        moment = datetime.fromisoformat(value["timestamp"].replace("Z", "+00:00"))
        return round(moment.timestamp() * 1000)


class SumUp(AggregateFunction):
    def create_accumulator(self):
        return (0, 0, 0)

    def add(self, value, accumulator):
        count, cents, quantity = accumulator
        return (count + 1, cents + value["cents"], quantity + value["quantity"])

    def get_result(self, accumulator):
        return accumulator

    def merge(self, a, b):
        return tuple(x + y for x, y in zip(a, b))


class Label(ProcessWindowFunction):
    def process(self, key, context, elements: Iterable):
        for count, cents, quantity in elements:
            end = context.window().end
            yield json.dumps({"count": count, "cents": cents, "quantity": quantity, "user": key, "end": end})


def purchase(transaction):
    cents = math.floor(transaction["amount"] * 100 + 0.5)
    return Row(user=transaction["user_id"], cents=cents, quantity=transaction["quantity"])


def main(bootstrap_servers, group_id, input_topic, output_topic, checkpoint_interval_ms):
    env = StreamExecutionEnvironment.get_execution_environment()
    env.enable_checkpointing(int(checkpoint_interval_ms))
    source = (
        KafkaSource.builder()
        .set_bootstrap_servers(bootstrap_servers)
        .set_group_id(group_id)
        .set_topics(input_topic)
        .set_starting_offsets(KafkaOffsetsInitializer.earliest())
        .set_bounded(KafkaOffsetsInitializer.latest())
        .set_property("register.consumer.metrics", "false")
        .set_value_only_deserializer(SimpleStringSchema())
        .build()
    )
    sink = (
        KafkaSink.builder()
        .set_bootstrap_servers(bootstrap_servers)
        .set_record_serializer(
            KafkaRecordSerializationSchema.builder()
            .set_topic(output_topic)
            .set_value_serialization_schema(SimpleStringSchema())
            .build()
        )
        .set_delivery_guarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .set_property("register.producer.metrics", "false")
        .build()
    )
    event_time = WatermarkStrategy.for_bounded_out_of_orderness(Duration.of_seconds(5)).with_timestamp_assigner(EventTime())
    (
        env.from_source(source, WatermarkStrategy.no_watermarks(), "transactions")
        .map(json.loads)
        .assign_timestamps_and_watermarks(event_time)
        .filter(lambda transaction: transaction["amount"] > 100)
        .map(purchase, output_type=PURCHASE)
        .key_by(lambda value: value["user"], key_type=Types.STRING())
        .window(TumblingEventTimeWindows.of(Time.minutes(1)))
        .aggregate(
            SumUp(),
            Label(),
            accumulator_type=Types.TUPLE([Types.LONG(), Types.LONG(), Types.LONG()]),
            output_type=Types.STRING(),
        )
        .sink_to(sink)
    )
    env.execute("window in Python")


main(*sys.argv[1:])
