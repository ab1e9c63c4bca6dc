import { bundleJob, explain, planJob, toMermaid } from '@workbook/flink';
import { expect, test } from 'vitest';
import { jobFile } from './job-folder.js';

const JOB = `import {
  defineJob, Duration, KafkaSink, KafkaSource, OffsetsInitializer, OutputTag, TumblingEventTimeWindows, WatermarkStrategy,
} from '@workbook/flink';
interface Payment { user: string; amount: number; at: number }
export default defineJob('sums', (env) => {
  env.enableCheckpointing(1000);
  const late = new OutputTag<Payment>('late');
  const source = new KafkaSource<Payment>({
    bootstrapServers: 'localhost:9092', topics: ['payments'], groupId: 'sums', startingOffsets: OffsetsInitializer.earliest(),
  });
  const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<Payment>(Duration.ofSeconds(5)).withTimestampAssigner((p) => p.at);
  const sums = env.fromSource(source, watermarks, 'payments')
    .keyBy((p) => p.user)
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .sideOutputLateData(late)
    .reduce((a, b) => ({ ...a, amount: a.amount + b.amount })).name('sum "per" user').uid('sums');
  const sink = (topic: string) => new KafkaSink<Payment>({ bootstrapServers: 'localhost:9092', topic });
  sums.sinkTo(sink('sums'));
  sums.getSideOutput(late).sinkTo(sink('late'));
});
`;

test('a plan reads as text, one operator a line', async () => {
  const { plan } = await planJob(await bundleJob(jobFile(JOB)));
  const lines = explain(plan).split('\n');
  expect(lines[0]).toMatch(/^Job "sums": checkpoints every 1 s, exactly once · restarts if a process is lost · /);
  expect(lines[1]).toMatch(
    /0 +payments +Kafka source: topic payments, group sums, from earliest, watermarks 5 s behind$/,
  );
  expect(lines[3]).toMatch(
    /2 ← 1 +sum "per" user +window: tumbling 1 min in event time, late records to "late", reduce, uid sums$/,
  );
  expect(lines).toHaveLength(plan.nodes.length + 1);
});

test('a plan reads as a Mermaid diagram, whatever the names hold', async () => {
  const { plan } = await planJob(await bundleJob(jobFile(JOB)));
  const diagram = toMermaid(plan);
  expect(diagram).toMatch(/^flowchart LR\n/);
  expect(diagram).toContain('n2["sum #34;per#34; user<br/>');
  expect(diagram).toContain('n0 ==> n1');
  expect(diagram.match(/-\.->/g)).toHaveLength(1);
});
