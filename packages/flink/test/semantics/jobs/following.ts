/** Reads every topic that matches, also those that come later. */
import { Duration, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

type Args = { broker: string; pattern: string; group: string; out: string };

export default defineJob<Args>('following', (env, args) => {
  env.enableCheckpointing(100);
  const source = new KafkaSource<string>({
    bootstrapServers: args.broker,
    topicPattern: new RegExp(args.pattern),
    groupId: args.group,
    partitionDiscoveryInterval: Duration.ofMillis(200),
    deserializer: ({ topic, partition, offset }) => `${topic} ${partition}:${offset}`,
  });
  env
    .fromSource(source, WatermarkStrategy.noWatermarks<string>(), 'pages')
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
