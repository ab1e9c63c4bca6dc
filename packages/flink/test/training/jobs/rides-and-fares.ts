/** Joins the start of each ride with its fare, whichever comes first. */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  RichCoFlatMapFunction,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';
import type { ExerciseArgs, TaxiFare, TaxiRide } from '../taxi.js';

export interface RideAndFare {
  ride: TaxiRide;
  fare: TaxiFare;
}

class EnrichmentFunction extends RichCoFlatMapFunction<TaxiRide, TaxiFare, RideAndFare> {
  private ride!: ValueState<TaxiRide>;
  private fare!: ValueState<TaxiFare>;

  override open() {
    this.ride = this.getRuntimeContext().getState(new ValueStateDescriptor<TaxiRide>('saved ride'));
    this.fare = this.getRuntimeContext().getState(new ValueStateDescriptor<TaxiFare>('saved fare'));
  }

  flatMap1(ride: TaxiRide, out: Collector<RideAndFare>) {
    const fare = this.fare.value();
    if (fare === null) {
      this.ride.update(ride);
    } else {
      this.fare.clear();
      out.collect({ ride, fare });
    }
  }

  flatMap2(fare: TaxiFare, out: Collector<RideAndFare>) {
    const ride = this.ride.value();
    if (ride === null) {
      this.fare.update(fare);
    } else {
      this.ride.clear();
      out.collect({ ride, fare });
    }
  }
}

export default defineJob<ExerciseArgs & { fares: string }>('rides-and-fares', (env, args) => {
  env.setParallelism(args.parallelism);
  const source = <T>(topic: string, time: (record: T) => number) =>
    env.fromSource(
      new KafkaSource<T>({
        bootstrapServers: args.broker,
        topics: topic,
        groupId: topic,
        bounded: args.bounded ? OffsetsInitializer.latest() : undefined,
      }),
      WatermarkStrategy.forMonotonousTimestamps().withTimestampAssigner(time),
      topic,
    );
  const starts = source<TaxiRide>(args.in, (ride) => ride.eventTime).filter((ride) => ride.isStart);
  const fares = source<TaxiFare>(args.fares, (fare) => fare.startTime);
  starts
    .keyBy((ride) => ride.rideId)
    .connect(fares.keyBy((fare) => fare.rideId))
    .flatMap(new EnrichmentFunction())
    .name('enrichment')
    // A task of its own, whose state is this operator's alone.
    .disableChaining()
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
