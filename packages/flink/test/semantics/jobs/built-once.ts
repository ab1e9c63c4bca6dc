/** Functions that remember what the clock and chance said when the graph was built. */
import { defineJob, KafkaSink, KafkaSource, RichMapFunction, WatermarkStrategy } from '@workbook/flink';

interface Built {
  at: number;
  chance: number;
}

class Stamp extends RichMapFunction<unknown, object> {
  constructor(private readonly built: Built) {
    super();
  }
  map() {
    return {
      built: this.built,
      subtask: this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
      clockMoved: Date.now() > this.built.at && new Date().toISOString() > new Date(this.built.at).toISOString(),
    };
  }
}

type Args = { broker: string; in: string; out: string; different?: boolean };

export default defineJob<Args>('built-once', (env, args) => {
  env.setParallelism(2);
  const built = { at: Date.now(), chance: Math.random() };
  const stamped = env
    .fromSource(
      new KafkaSource({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.noWatermarks(),
      'source',
    )
    .map(new Stamp(built));
  const onTheCluster = args.different && 'Graal' in globalThis;
  const last = onTheCluster ? stamped.filter(() => true) : stamped.map((x) => x);
  last.sinkTo(new KafkaSink<unknown>({ bootstrapServers: args.broker, topic: args.out }));
});
