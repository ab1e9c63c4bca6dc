/** Reads a topic from here to there, in several ways at once. */
import {
  defineJob,
  type KafkaRecord,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  WatermarkStrategy,
} from '@workbook/flink';

type Args = { broker: string; in: string; out: string; group: string; timestamp: number };

const place = ({ partition, offset }: KafkaRecord) => `${partition}:${offset}`;

export default defineJob<Args>('offsets', (env, args) => {
  const { earliest, latest, timestamp, offsets, committedOffsets } = OffsetsInitializer;
  const at = (partition: number, offset: number) => ({ topic: args.in, partition, offset });
  const ways: Record<string, [from: OffsetsInitializer, to: OffsetsInitializer]> = {
    'all of it': [earliest(), latest()],
    'from a timestamp': [timestamp(args.timestamp), latest()],
    'to a timestamp': [earliest(), timestamp(args.timestamp)],
    'from an offset': [offsets([at(0, 2)], 'latest'), latest()],
    'to offsets': [earliest(), offsets([at(0, 3), at(1, 1)])],
    'from what the group has committed': [committedOffsets(), latest()],
  };
  for (const [way, [startingOffsets, bounded]] of Object.entries(ways)) {
    const source = new KafkaSource<string>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.group,
      startingOffsets,
      bounded,
      deserializer: place,
    });
    env
      .fromSource(source, WatermarkStrategy.noWatermarks<string>(), way)
      .map((record) => ({ way, record }))
      .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
  }
});
