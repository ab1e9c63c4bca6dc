/** What Flink 2.3's streams can do and ours cannot, by name: nothing is missing without a word. */
import { expect, test } from 'vitest';
import { StreamExecutionEnvironment } from '../src/api/job/environment.js';
import { AllWindowedStream } from '../src/api/streams/all-windowed-stream.js';
import { ConnectedStreams } from '../src/api/streams/connected-streams.js';
import { DataStream, KeyedStream, SingleOutputStreamOperator } from '../src/api/streams/data-stream.js';
import { DataStreamSink } from '../src/api/streams/data-stream-sink.js';
import { WindowedStream } from '../src/api/streams/windowed-stream.js';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** What a job's author has no use for: types and plans are the API's business, and the rest is gone or going in Flink. */
const INNER = words(`addMetricVariable addSink addOperator cache collectAsync enableAsyncState executeAndCollect
  fullWindowPartition getExecutionConfig getExecutionEnvironment getFirstInput getId getInputType getKeySelector getKeyType
  getLegacyTransformation getMinResources getName getParallelism getPreferredResources getSecondInput getTransformation
  getType getType1 getType2 returns setUidHash transform`);

const CLASSES: { ours: { prototype: object }; flinks: string; missing: Record<string, string> }[] = [
  {
    ours: DataStream,
    flinks: `addSink assignTimestampsAndWatermarks broadcast coGroup collectAsync connect countWindowAll executeAndCollect
      filter flatMap forward fullWindowPartition getExecutionConfig getExecutionEnvironment getId getMinResources
      getParallelism getPreferredResources getTransformation getType global join keyBy map partitionCustom print printToErr
      process project rebalance rescale shuffle sinkTo transform union windowAll writeToSocket writeUsingOutputFormat`,
    missing: {
      join: 'coGroup gives the same, and the elements that have no partner',
      printToErr: 'print writes where a learner looks',
      project: 'for tuples; a map does it for objects',
      writeToSocket: 'Kafka is the way out',
      writeUsingOutputFormat: 'Kafka is the way out',
    },
  },
  {
    ours: KeyedStream,
    flinks: `addSink asQueryableState countWindow enableAsyncState flatMap fullWindowPartition getKeySelector getKeyType
      intervalJoin max maxBy min minBy process reduce sum window`,
    missing: { asQueryableState: 'deprecated in Flink' },
  },
  {
    ours: SingleOutputStreamOperator,
    flinks: `addMetricVariable cache disableChaining enableAsyncState forceNonParallel getName getSideOutput name returns
      setBufferTimeout setDescription setMaxParallelism setParallelism setUidHash slotSharingGroup startNewChain uid`,
    missing: { forceNonParallel: 'setParallelism(1) says it' },
  },
  {
    ours: WindowedStream,
    flinks: `aggregate allowedLateness apply enableAsyncState evictor getExecutionEnvironment getInputType max maxBy min
      minBy process reduce sideOutputLateData sum trigger`,
    missing: { apply: 'process does it and knows the context', evictor: 'comes with the lesson that needs it' },
  },
  {
    ours: AllWindowedStream,
    flinks: `aggregate allowedLateness apply evictor getExecutionEnvironment getInputType max maxBy min minBy process reduce
      sideOutputLateData sum trigger`,
    missing: { apply: 'process does it and knows the context', evictor: 'comes with the lesson that needs it' },
  },
  {
    ours: ConnectedStreams,
    flinks:
      'enableAsyncState flatMap getExecutionEnvironment getFirstInput getSecondInput getType1 getType2 keyBy map process transform',
    missing: {},
  },
  {
    ours: DataStreamSink,
    flinks: `addMetricVariable disableChaining getLegacyTransformation getTransformation name setDescription
      setMaxParallelism setParallelism setUidHash slotSharingGroup uid`,
    missing: {},
  },
  {
    ours: StreamExecutionEnvironment,
    flinks: `configure disableOperatorChaining enableCheckpointing fromData fromSequence fromSource getCheckpointConfig
      getConfig setBufferTimeout setMaxParallelism setParallelism setRuntimeMode`,
    missing: { setRuntimeMode: 'streams only' },
  },
];

test.each(CLASSES.map((each) => [(each.ours as { name?: string }).name, each] as const))(
  '%s has what Flink has, but for what is named',
  (_, { ours, flinks, missing }) => {
    const own = Object.getOwnPropertyNames(ours.prototype);
    const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(ours.prototype));
    const has = (method: string) => own.includes(method) || inherited.includes(method);
    const expected = words(flinks).filter((method) => !INNER.includes(method));
    expect(expected.filter((method) => !has(method)).sort()).toEqual(Object.keys(missing).sort());
  },
);
