/** Records that one function froze, emits twice or changes afterwards, and that others change: in one task, and through exchanges. */
import {
  type Collector,
  type DataStream,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  OffsetsInitializer,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

export interface Item {
  id: string;
  n: number;
  inner: { m: number };
  list: number[];
  /** What became of an attempt to change it. */
  tried?: string;
}

/** With `spoil` a filter makes records what they can't be. */
type Args = { broker: string; in: string; out: string; objectReuse: boolean; spoil: boolean };

function attempt(change: () => void): string {
  try {
    change();
    return 'changed';
  } catch {
    return 'refused';
  }
}

/** By the id of the record that is read, which is `given`: emits one in its stead. */
const makers: Record<string, (emit: (item: Item) => void, id: string, given: Item) => void> = {
  given: (emit, _, given) => emit(given),
  'kept: given twice': (emit, _, given) => {
    emit(given);
    attempt(() => {
      given.n = 3;
    });
    emit(given);
  },
  frozen: (emit, id) =>
    emit(Object.freeze({ id, n: 1, inner: Object.freeze({ m: 1 }), list: Object.freeze([1]) as number[] })),
  'frozen outside': (emit, id) => emit(Object.freeze({ id, n: 1, inner: { m: 1 }, list: [1] })),
  'kept: twice': (emit, id) => {
    const item = { id, n: 1, inner: { m: 1 }, list: [1] };
    emit(item);
    emit(item);
  },
  'kept: changed between': (emit, id) => {
    const item = { id, n: 1, inner: { m: 1 }, list: [1] };
    emit(item);
    attempt(() => {
      item.id += ', changed';
      item.inner.m = 2;
      item.list.push(2);
    });
    emit(item);
  },
  'kept: of odd values': (emit, id) => {
    const item = { id, n: -0, inner: { m: -0, more: undefined }, list: [-0] };
    emit(item);
    emit(item);
  },
};

/** Changes what its maker has not kept. */
function change(item: Item): Item {
  if (item.id.startsWith('kept')) return item;
  const tried = attempt(() => {
    item.n += 100;
    item.inner.m += 100;
    item.list.push(100);
    item.tried = 'changed';
  });
  return tried === 'changed' ? item : { ...item, tried };
}

function view({ id, n, inner, list, tried = '' }: Item): string {
  const minus = [n, inner.m, ...list].some((number) => Object.is(number, -0)) ? '-0' : '';
  return [id, n, Object.entries(inner), list, tried, minus].join(' ');
}

/** Changes a record after it has put it into its state, and what its state gives it. */
class Remember extends KeyedProcessFunction<number, Item, string> {
  private value!: ValueState<Item>;
  private list!: ListState<Item>;
  private map!: MapState<string, Item>;

  override open() {
    const context = this.getRuntimeContext();
    this.value = context.getState(new ValueStateDescriptor<Item>('value'));
    this.list = context.getListState(new ListStateDescriptor<Item>('list'));
    this.map = context.getMapState(new MapStateDescriptor<string, Item>('map'));
  }

  processElement(item: Item, _: KeyedProcessContext<number>, out: Collector<string>) {
    const before = view(item);
    this.value.update(item);
    this.list.update([item]);
    this.map.put('last', item);
    attempt(() => {
      item.n = -1;
    });
    const read = () => [this.value.value(), ...this.list.get(), this.map.get('last')] as Item[];
    for (const remembered of read()) remembered.inner.m = -1;
    const differs = read().some((remembered) => view(remembered) !== before);
    out.collect(`${before}${differs ? ', but other in state' : ''}`);
  }
}

export default defineJob<Args>('shared', (env, args) => {
  const { broker, out, objectReuse } = args;
  if (objectReuse) env.getConfig().enableObjectReuse();

  function run(route: string, between: <T>(stream: DataStream<T>) => DataStream<T>) {
    const read = env.fromSource(
      new KafkaSource<Item>({
        bootstrapServers: broker,
        topics: args.in,
        groupId: args.in,
        bounded: OffsetsInitializer.latest(),
        // It changes the record, too.
        valueOnlyDeserializer(value) {
          const item = value as Item;
          attempt(() => {
            item.n = 2;
          });
          return item;
        },
      }),
      WatermarkStrategy.noWatermarks(),
      route,
    );
    const made = between(read).flatMap<Item>((item, collector) =>
      makers[item.id]?.((record) => collector.collect(record), item.id, item),
    );
    const kept = between(made).filter((item) => {
      if (args.spoil) item.n = Number.NaN;
      return true;
    });
    const changed = between(kept).map(change);
    const write = (stream: DataStream<string>, key: string) =>
      stream.sinkTo(new KafkaSink<string>({ bootstrapServers: broker, topic: out, key: () => key }));
    write(between(changed).map(view), route);
    write(changed.keyBy(() => 1).process(new Remember()), `${route}, state`);
  }

  if (!args.spoil) run('chained', (stream) => stream);
  run('exchanged', (stream) => stream.rebalance());
});
