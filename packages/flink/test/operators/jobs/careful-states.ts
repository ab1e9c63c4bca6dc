/** State that is changed while it is read, and changes that are refused. */
import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  type KeyedProcessContext,
  KeyedProcessFunction,
  ListStateDescriptor,
  MapStateDescriptor,
  StateTtlConfig,
} from '@workbook/flink';

class Careful extends KeyedProcessFunction<string, number, object> {
  private readonly lives = new MapStateDescriptor<number, string>('lives');
  private readonly expires = new MapStateDescriptor<number, string>('expires');
  private readonly list = new ListStateDescriptor<number>('list');

  constructor() {
    super();
    this.expires.enableTimeToLive(new StateTtlConfig({ timeToLive: Duration.ofMinutes(9) }));
  }

  processElement(_: number, ctx: KeyedProcessContext<string>, out: Collector<object>) {
    for (const descriptor of [this.lives, this.expires]) {
      const map = this.getRuntimeContext().getMapState(descriptor);
      map.putAll([1, 2, 3, 4, 5, 6].map((n) => [n, `${n}`] as const));
      for (const n of map.keys()) if (n % 2 === 0) map.remove(n);
      for (const [n, text] of map.entries()) {
        map.put(n, `${text}!`);
        if (n === 1) {
          map.remove(n);
          map.remove(n);
        }
      }
      for (const text of map.values()) if (text === '5!') break;
      map.remove(5);
      attempt(() => map.putAll([[7, 'seven'] as const, [8, Symbol() as unknown as string] as const]));
      const entries = [...map.entries()];
      map.putAll([1, 2, 3].map((n) => [n, 'gone'] as const));
      const read: number[] = [];
      for (const n of map.keys()) {
        read.push(n);
        map.clear();
      }
      out.collect({ map: descriptor.name, entries, read, left: [...map.keys()] });
    }
    const list = this.getRuntimeContext().getListState(this.list);
    list.update([1, 2]);
    attempt(() => list.update([3, Number.NaN]));
    attempt(() => list.addAll([4, Number.NaN]));
    out.collect({ list: list.get(), key: ctx.getCurrentKey() });
  }
}

function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return;
  }
  throw new Error('this change is not refused');
}

export default defineJob<{ broker: string; out: string }>('careful-states', (env, { broker, out }) => {
  const records = env
    .fromData(1)
    .keyBy(() => 'key')
    .process(new Careful());
  records.sinkTo(new KafkaSink<object>({ bootstrapServers: broker, topic: out }));
});
