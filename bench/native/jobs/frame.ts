/** What the small jobs have in common: settings, source and sink. `Frame.java` is its twin. */
import {
  type DataStream,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  type SingleOutputStreamOperator,
  type StreamExecutionEnvironment,
  type WatermarkStrategy,
} from '@workbook/flink';
import type { Transaction } from '../../../pipelines/transactions/transaction.js';
import type { RunArgs } from '../comparison.js';

/** Where all of them write. */
export const OUTPUT = 'bench-output';

export type Args = { [Name in keyof RunArgs]: RunArgs[Name] };

/** All transactions that are there when the job starts. */
export function readTransactions(
  env: StreamExecutionEnvironment,
  args: Args,
  watermarks: WatermarkStrategy<Transaction>,
): SingleOutputStreamOperator<Transaction> {
  env.enableCheckpointing(args.checkpointIntervalMs);
  if (args.objectReuse) env.getConfig().enableObjectReuse();
  const source = new KafkaSource<Transaction>({
    bootstrapServers: args.bootstrapServers,
    topics: args.input,
    groupId: args.groupId,
    startingOffsets: OffsetsInitializer.earliest(),
    bounded: OffsetsInitializer.latest(),
  });
  return env.fromSource(source, watermarks, 'transactions');
}

export function write<T>(stream: DataStream<T>, { bootstrapServers }: Args): void {
  stream.sinkTo(new KafkaSink<T>({ bootstrapServers, topic: OUTPUT, deliveryGuarantee: 'AT_LEAST_ONCE' }));
}
