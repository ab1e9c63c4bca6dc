/** Says which subtask each record comes from and which one it reaches, for every way of sending it. */
import { type DataStream, defineJob, KafkaSink, RichMapFunction } from '@workbook/flink';

interface Sent {
  n: number;
  from: number;
}
interface Arrived extends Sent {
  way: string;
  to: number;
}

class Send extends RichMapFunction<number, Sent> {
  map = (n: number) => ({ n, from: this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() });
}

class Arrive extends RichMapFunction<Sent, Arrived> {
  constructor(private readonly way: string) {
    super();
  }
  map = (sent: Sent) => ({
    ...sent,
    way: this.way,
    to: this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
  });
}

const WAYS: Record<string, (stream: DataStream<Sent>) => DataStream<Sent>> = {
  broadcast: (stream) => stream.broadcast(),
  forward: (stream) => stream.forward(),
  global: (stream) => stream.global(),
  rebalance: (stream) => stream.rebalance(),
  rescale: (stream) => stream.rescale(),
  shuffle: (stream) => stream.shuffle(),
  'broadcast, then keyed': (stream) => stream.broadcast().keyBy(({ n }) => n),
};

export default defineJob<{ broker: string; out: string; records: number }>('partitioned', (env, args) => {
  env.setParallelism(2);
  const numbers = env.fromData(...Array.from({ length: args.records }, (_, n) => n)).setParallelism(1);
  const sent = numbers.rebalance().map(new Send());
  for (const [way, send] of Object.entries(WAYS)) {
    const stream = send(sent);
    stream.map(new Arrive(way)).sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
  }
});
