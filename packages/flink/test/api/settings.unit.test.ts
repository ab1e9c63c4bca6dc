import { describe, expect, it } from 'vitest';
import { toPlan } from '../../src/api/graph/graph.js';
import { CheckpointingMode, Duration, defineJob, type StreamExecutionEnvironment } from '../../src/api.js';
import { explain } from '../../src/explain/explain.js';
import { Plan } from '../../src/plan/plan.js';

function plan(build: (env: StreamExecutionEnvironment) => void): Plan {
  const job = defineJob('test', build);
  return Plan.parse(JSON.parse(JSON.stringify(toPlan(job.name, job.buildGraph({})))));
}

describe("a job's settings", () => {
  const told = plan((env) => {
    env.getConfig().setAutoWatermarkInterval(Duration.ofMillis(50));
    env.setBufferTimeout(-1).enableCheckpointing(1000);
    env.getCheckpointConfig().setCheckpointingMode(CheckpointingMode.AT_LEAST_ONCE).setMaxConcurrentCheckpoints(2);
    env
      .fromSequence(5, 9)
      .partitionCustom(
        (n: number, subtasks) => n % subtasks,
        (n) => n,
      )
      .map((n) => n)
      .setDescription('the same again')
      .setBufferTimeout(0)
      .print()
      .setDescription('for a look');
  });

  it('are in the plan', () => {
    expect(told.settings).toMatchObject({
      autoWatermarkIntervalMs: 50,
      bufferTimeoutMs: -1,
      checkpointing: { mode: 'AT_LEAST_ONCE', maxConcurrent: 2 },
    });
    expect(told.nodes).toMatchObject([
      { op: 'generator', name: 'Sequence Source', params: { count: 5 } },
      { op: 'partitionCustom', functions: { key: 1, partition: 2 } },
      { op: 'map', description: 'the same again', bufferTimeoutMs: 0 },
      { op: 'print', description: 'for a look' },
    ]);
  });

  it('are explained', () => {
    const [settings, , partition, map] = explain(told).split('\n');
    expect(settings).toContain('checkpoints every 1 s, up to 2 at once, at least once');
    expect(settings).toContain('watermarks every 50 ms · only full buffers are sent');
    expect(partition).toMatch(/custom partitioning$/);
    expect(map).toMatch(/map: records are sent at once, "the same again"$/);
    const unaligned = plan((env) => {
      env.enableCheckpointing(1000).getCheckpointConfig().enableUnalignedCheckpoints();
      env.fromData(1).print();
    });
    expect(explain(unaligned)).toContain('unaligned checkpoints every 1 s, exactly once');
  });
});

describe('a setting that makes no sense is a sentence, at its line', () => {
  const checkpoints = (env: StreamExecutionEnvironment) => env.enableCheckpointing(1000).getCheckpointConfig();
  const mistakes: [string, RegExp, (env: StreamExecutionEnvironment) => void][] = [
    ['half a watermark', /an interval of 0\.5 ms/, (env) => env.getConfig().setAutoWatermarkInterval(0.5)],
    ['a buffer timeout of -2', /setBufferTimeout\(-2\): .* -1 only full buffers/, (env) => env.setBufferTimeout(-2)],
    [
      'full buffers for one operator',
      /setBufferTimeout\(-1\): .* env\.setBufferTimeout\(-1\)/,
      (env) =>
        env
          .fromData(1)
          .map((n) => n)
          .setBufferTimeout(-1),
    ],
    ['an empty description', /setDescription: a text is expected/, (env) => env.fromData(1).setDescription('')],
    [
      'no checkpoint at once',
      /setMaxConcurrentCheckpoints\(0\): a whole number from 1/,
      (env) => checkpoints(env).setMaxConcurrentCheckpoints(0),
    ],
    [
      'an unknown mode',
      /setCheckpointingMode: the mode "ONCE"/,
      (env) => checkpoints(env).setCheckpointingMode('ONCE' as never),
    ],
    [
      'unaligned, at least once',
      /unaligned checkpoints are exactly once/,
      (env) => checkpoints(env).setCheckpointingMode('AT_LEAST_ONCE').enableUnalignedCheckpoints(),
    ],
    [
      'several unaligned checkpoints at once',
      /one by one: leave setMaxConcurrentCheckpoints\(2\) out/,
      (env) => checkpoints(env).enableUnalignedCheckpoints().setMaxConcurrentCheckpoints(2),
    ],
    [
      'several checkpoints at once with a pause',
      /one by one: .* or setMinPauseBetweenCheckpoints\(500\)/,
      (env) => checkpoints(env).setMaxConcurrentCheckpoints(2).setMinPauseBetweenCheckpoints(500),
    ],
    [
      'unaligned checkpoints of records that a partitioner sends',
      /partitionCustom\(\) does not go with unaligned checkpoints/,
      (env) => {
        checkpoints(env).enableUnalignedCheckpoints();
        env
          .fromData(1)
          .partitionCustom(
            () => 0,
            (n) => n,
          )
          .print();
      },
    ],
    ['a sequence backwards', /fromSequence\(3, 1\): two whole numbers/, (env) => env.fromSequence(3, 1)],
    ['a sequence of halves', /fromSequence\(0\.5, 1\.5\)/, (env) => env.fromSequence(0.5, 1.5)],
    [
      'keyed records that are to be sent elsewhere',
      /partitionCustom\(\) on a keyed stream would tear its keys apart/,
      (env) =>
        env
          .fromData(1)
          .keyBy((n) => n)
          .partitionCustom(),
    ],
  ];
  it.each(mistakes)('%s', (_, sentence, build) => {
    let thrown: unknown;
    try {
      plan(build);
    } catch (error) {
      thrown = error;
    }
    expect(String(thrown)).toMatch(sentence);
    expect((thrown as Error).stack).toContain('settings.unit.test.ts');
  });
});
