/** Keeps the rides that start and end in New York City. */
import { defineJob, KafkaSink, KafkaSource, OffsetsInitializer, WatermarkStrategy } from '@workbook/flink';
import { type ExerciseArgs, isInNYC, type TaxiRide } from '../taxi.js';

export default defineJob<ExerciseArgs>('ride-cleansing', (env, args) => {
  env.setParallelism(args.parallelism);
  env
    .fromSource(
      new KafkaSource<TaxiRide>({
        bootstrapServers: args.broker,
        topics: args.in,
        groupId: args.in,
        bounded: args.bounded ? OffsetsInitializer.latest() : undefined,
      }),
      WatermarkStrategy.noWatermarks(),
      'rides',
    )
    .filter((ride) => isInNYC(ride.startLon, ride.startLat) && isInNYC(ride.endLon, ride.endLat))
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
