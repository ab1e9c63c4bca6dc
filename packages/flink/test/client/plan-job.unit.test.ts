import { bundleJob, JobPlanError, type PlanOptions, planJob } from '@workbook/flink';
import { describe, expect, test } from 'vitest';
import { jobFile } from './job-folder.js';

const HEAD = `import { defineJob, KafkaSink, OutputTag } from '@workbook/flink';
const sink = new KafkaSink<unknown>({ bootstrapServers: 'localhost:1', topic: 'out' });
`;

async function plan(body: string, args = {}, options: PlanOptions = {}) {
  return planJob(await bundleJob(jobFile(HEAD + body)), args, options);
}

async function mistake(body: string, options: PlanOptions = {}): Promise<JobPlanError> {
  const error: unknown = await plan(body, {}, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobPlanError);
  return error as JobPlanError;
}

test('the plan holds what the build function described, for its arguments', async () => {
  const { plan: planned, submission } = await plan(
    "export default defineJob('doubling', (env, args) => {\n  env.fromData(1).map((n) => n * Number(args.factor)).name('times').sinkTo(sink);\n});",
    { factor: 2 },
  );
  expect(planned.job).toBe('doubling');
  expect(planned.nodes.map(({ op }) => op)).toEqual(['fromData', 'map', 'kafkaSink']);
  expect(planned.nodes[1]?.name).toBe('times');
  expect(submission.args).toEqual({ factor: 2 });
});

test("the build function's clock is the submission's, and its chance differs from one submission to the next", async () => {
  const body = `export default defineJob('j', (env) => {
    env.fromData({ at: Date.now(), luck: Math.random() }).sinkTo(sink);
  });`;
  const bundle = await bundleJob(jobFile(HEAD + body));
  const [first, second] = [await planJob(bundle), await planJob(bundle)].map(({ plan: planned, submission }) => {
    const [source] = planned.nodes;
    const element = source?.op === 'fromData' ? source.params.elements[0] : undefined;
    return { submission, ...(JSON.parse(element ?? '{}') as { at: number; luck: number }) };
  });
  expect(first?.at).toBe(first?.submission.time);
  expect(first?.luck).not.toBe(second?.luck);
});

test('what the build function prints reaches the submitter, without control characters', async () => {
  const lines: string[] = [];
  await plan(
    "export default defineJob('j', (env) => {\n  console.log('built\\u001b[31m', { n: 1 });\n  env.fromData(1).sinkTo(sink);\n});",
    {},
    { onConsole: (line) => lines.push(line) },
  );
  expect(lines).toEqual(['built\\u001b[31m { n: 1 }']);
});

describe('a mistake in the job', () => {
  test('such as a throw in the build function is shown at its line', async () => {
    const error = await mistake(
      "const rates: Record<string, { eur: number }> = {};\nexport default defineJob('j', () => {\n  console.log(rates.usd.eur);\n});",
    );
    expect(error.phase).toBe('build');
    expect(error.position).toMatchObject({ line: 5 });
    expect(error.message).toContain('> 5 |   console.log(rates.usd.eur);');
  });

  test('such as a throw at the top level is shown at its line', async () => {
    const error = await mistake(
      "function check() {\n  throw new RangeError('too many rates');\n}\ncheck();\nexport default defineJob('j', () => {});",
    );
    expect(error.phase).toBe('module');
    expect(error.position).toMatchObject({ line: 4, function: 'check' });
    expect(error.message).toContain('too many rates');
  });

  test("that the API notices is shown at the author's line, not at the API's", async () => {
    const error = await mistake(
      "export default defineJob('j', (env) => {\n  const numbers = env.fromData(1);\n  numbers.map(async (n) => n).sinkTo(sink);\n});",
    );
    expect(error.position).toMatchObject({ line: 5 });
    expect(error.message).toMatch(/async/);
  });

  test('that only the whole graph shows is shown at the line of the operator', async () => {
    const error = await mistake(`export default defineJob('j', (env) => {
  const numbers = env.fromData(1).uid('numbers');
  numbers.map((n) => n)
    .filter(() => true).uid('numbers').sinkTo(sink);
});`);
    expect(error.position).toMatchObject({ line: 6 });
    expect(error.message).toContain('the uid "numbers" is given to "Collection Source" and to "Filter"');
  });

  test('such as throwing a text is told, though it has no line', async () => {
    const error = await mistake("export default defineJob('j', () => {\n  throw 'no rates';\n});");
    expect(error.message).toContain("threw 'no rates', which is not an Error");
  });

  test("such as using Node's process says what to use instead", async () => {
    const error = await mistake(
      "const home = process.env.HOME;\nexport default defineJob('j', () => console.log(home));",
    );
    expect(error.position).toMatchObject({ line: 3 });
    expect(error.message).toContain('arguments of the job');
  });

  test.each([
    ['a number', '42'],
    ['a function', '(env: unknown) => env'],
    ['an object', '{ name: "j" }'],
  ])('such as a default export that is %s says what to export', async (kind, value) => {
    expect((await mistake(`export default ${value};`)).message).toMatch(new RegExp(`is ${kind}, not a job.*defineJob`));
  });

  test('such as no sink is found before submission', async () => {
    expect((await mistake("export default defineJob('j', (env) => {\n  env.fromData(1);\n});")).message).toContain(
      'no sink',
    );
  });

  test('such as a side output that nobody reads is found before submission', async () => {
    const error = await mistake(`import { ProcessFunction } from '@workbook/flink';
    class Odd extends ProcessFunction<number, number> {
      override processElement() {}
    }
    export default defineJob('j', (env) => {
      const numbers = env.fromData(1).process(new Odd()).name('numbers');
      numbers.getSideOutput(new OutputTag<number>('odd'));
      numbers.sinkTo(sink);
    });`);
    expect(error.message).toContain('The side output "odd" is taken from "numbers" and then not read');
  });

  test('such as late records of a join that nobody reads is found before submission', async () => {
    const error = await mistake(`import { Duration, ProcessJoinFunction, WatermarkStrategy } from '@workbook/flink';
    class Pairs extends ProcessJoinFunction<number, number, number> {
      override processElement() {}
    }
    export default defineJob('j', (env) => {
      const strategy = WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((n) => n);
      const numbers = env.fromData(1).assignTimestampsAndWatermarks(strategy).keyBy((n) => n);
      numbers.intervalJoin(numbers).between(Duration.ofSeconds(0), Duration.ofSeconds(1))
        .sideOutputRightLateData(new OutputTag<number>('late')).process(new Pairs()).name('pairs').sinkTo(sink);
    });`);
    expect(error.message).toContain('"pairs" sends late records to the side output "late", and nobody reads it');
  });

  test('such as a side output that stays empty is found before submission, at its line', async () => {
    const windowed = (
      settings: string,
    ) => `import { Duration, TumblingEventTimeWindows, WatermarkStrategy } from '@workbook/flink';
    const late = new OutputTag<number>('late');
    export default defineJob('j', (env) => {
      const numbers = env.fromData(1).assignTimestampsAndWatermarks(
        WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((n) => n));
      const sums = numbers.keyBy((n) => n % 2).window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))${settings}.reduce((a, b) => a + b).name('sums');
      sums.sinkTo(sink);
      sums.getSideOutput(late).sinkTo(sink);
    });`;
    const [warning] = (await plan(windowed(''))).warnings;
    expect(warning?.position).toMatchObject({ line: 10 });
    expect(warning?.message).toContain(
      'The side output "late" of "sums" would stay empty: nothing is sent to it. For late records call .sideOutputLateData(…)',
    );
    expect((await plan(windowed('.sideOutputLateData(late)'))).warnings).toEqual([]);
    const map = await mistake(`export default defineJob('j', (env) => {
      const numbers = env.fromData(1).map((n) => n).name('numbers');
      numbers.getSideOutput(new OutputTag<number>('odd')).sinkTo(sink);
    });`);
    expect(map.message).toContain(
      'The side output "odd" of "numbers" would stay empty: this operator gives no record to one.',
    );
  });

  test('such as event-time windows over records without timestamps is found before submission', async () => {
    const windows = (
      stream: string,
    ) => `import { Duration, TumblingEventTimeWindows, WatermarkStrategy } from '@workbook/flink';
    export default defineJob('j', (env) => {
      const numbers = env.fromData(1).map((n) => n);
      ${stream}.keyBy((n) => n % 2).window(TumblingEventTimeWindows.of(Duration.ofSeconds(1))).reduce((a, b) => a + b).sinkTo(sink);
    });`;
    const error = await mistake(windows('numbers'));
    expect(error.position).toMatchObject({ line: 6 });
    expect(error.message).toContain('the records of "Collection Source" have no timestamps: give them some');
    const { plan: timed } = await plan(
      windows(
        'numbers.assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((n) => n))',
      ),
    );
    expect(timed.nodes.map(({ op }) => op)).toContain('window');
  });
});

describe('a job that would never be planned', () => {
  const loop = { timeoutMs: 1000 };

  test('because its top level never returns is stopped, and the line is named', async () => {
    const error = await mistake(
      "let i = 0;\nwhile (true) {\n  i = (i + 1) % 7;\n}\nexport default defineJob('j', () => {});",
      loop,
    );
    expect(error.phase).toBe('module');
    expect(error.position?.line).toBeOneOf([4, 5]);
    expect(error.message).toContain('did not return within 1 s');
  });

  test('because its build function never returns is stopped, and the line is named', async () => {
    const error = await mistake(
      "export default defineJob('j', () => {\n  let i = 0;\n  for (;;) {\n    i = (i + 1) % 7;\n  }\n});",
      loop,
    );
    expect(error.phase).toBe('build');
    expect(error.position?.line).toBeOneOf([5, 6]);
  });

  test('because it computes too much is none if it only had to wait for the processor', async () => {
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);';
    const body = `${wait}\nexport default defineJob('j', (env) => {\n  ${wait}\n  env.fromData(1).sinkTo(sink);\n});`;
    await expect(plan(body, {}, { timeoutMs: 600 })).resolves.toBeDefined();
  });

  test('because it waits for ever is stopped', async () => {
    const body =
      "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\nexport default defineJob('j', () => {});";
    expect((await mistake(body, { timeoutMs: 100 })).message).toContain('did not return within');
  });

  test('because it swallows every interruption is stopped', async () => {
    const error = await mistake(
      'for (;;) {\n  try {\n    for (;;);\n  } finally {\n    continue;\n  }\n}\nexport default 1;',
      { timeoutMs: 400 },
    );
    expect(error.message).toContain('did not return');
  });

  test('because its memory runs away is stopped', async () => {
    const error = await mistake(
      'const all: number[][] = [];\nfor (;;) all.push(new Array(100_000).fill(1.5));\nexport default 1;',
      { timeoutMs: 60_000 },
    );
    expect(error.message).toContain('MB of memory');
    expect(error.position?.line).toBe(4);
  });
});

test('a window that can never fire is refused, or a warning for who wants it so', async () => {
  const body = `import { Duration, KafkaSource, TumblingEventTimeWindows, WatermarkStrategy } from '@workbook/flink';
  export default defineJob('j', (env) => {
    const source = new KafkaSource<number>({ bootstrapServers: 'localhost:1', topics: 'in', groupId: 'g' });
    env.fromSource(source, WatermarkStrategy.noWatermarks<number>(), 'in')
      .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(1))).reduce((a) => a).name('all').sinkTo(sink);
  });`;
  const error = await mistake(body);
  expect(error.position).toMatchObject({ line: 7 });
  expect(error.message).toMatch(
    /^- \S*job\.ts:7:\d+: "all" would never fire: it waits for event time, and "in" sends/m,
  );
  const { warnings } = await plan(body, {}, { stalledWindows: 'warn' });
  expect(warnings).toMatchObject([{ node: 1, position: { line: 7 } }]);
});

describe('an argument that the job never reads', () => {
  const job = (body: string, head = '') =>
    `${head}export default defineJob<any>('j', (env, args) => {\n  ${body}\n  env.fromData(1).sinkTo(sink);\n});`;

  test('is refused, with the one that was probably meant', async () => {
    const refused = plan(job('console.debug(args.topic, args.limit ?? 1);'), { topics: 'a' }, { onConsole: () => {} });
    await expect(refused).rejects.toThrow(
      'The job "j" never reads the argument topics; nothing was submitted. Did you mean topic?',
    );
    const other = plan(job("'topic' in args; args.limit;"), { topic: 'a', limit: 1, colour: 'red', size: 2 });
    await expect(other).rejects.toThrow('never reads the arguments colour, size; nothing was submitted. It reads');
    await expect(plan(job('// colour'), { colour: 'red' })).rejects.toThrow('It reads none.');
  });

  test('is named where the build function fails for want of it', async () => {
    const failed = plan(job('args.topic.trim();'), { topix: 'a' });
    await expect(failed).rejects.toThrow(
      /failed: .*\nIt was given topix, which it has not read\. Did you mean topic\?/,
    );
  });

  test('is accepted where the caller says so', async () => {
    await expect(plan(job(''), { colour: 'red' }, { allowUnreadArgs: true })).resolves.toBeDefined();
  });

  test.each([
    ['with a default', 'const { colour = 1 } = args; void colour;'],
    ['by a spread', 'console.debug({ ...args }.size);'],
    ['by their names', 'Object.keys(args);'],
    ['as what is left', 'const { size, ...others } = args; void size; void others;'],
    ['by its name in a variable', "const name = ['col', 'our'].join(''); args[name];"],
    ['only on the cluster', "env.fromData('x').filter((x) => x === args.colour).sinkTo(sink);"],
    ['by a helper on the cluster', "env.fromData('x').filter((x) => same(x, args)).sinkTo(sink);"],
  ])('is none if it is read %s', async (_, body) => {
    const head = 'const same = (x: string, { colour }: { colour: string }) => x === colour;\n';
    const planned = plan(job(body, head), { colour: 'red' }, { onConsole: () => {} });
    await expect(planned).resolves.toBeDefined();
  });

  test('does not make the arguments another object for the job', async () => {
    const body = 'env.fromData(args, { ...args }, JSON.stringify(args)).sinkTo(sink);';
    const { plan: planned } = await plan(job(body), { colour: 'red', deep: [1] });
    const text = '{"colour":"red","deep":[1]}';
    expect(planned.nodes[0]).toMatchObject({ params: { elements: [text, text, JSON.stringify(text)] } });
  });
});

test('the positions say where each node was added', async () => {
  const { positions } = await plan(
    "export default defineJob('j', (env) => {\n  env.fromData(1)\n    .map((n) => n)\n    .sinkTo(sink);\n});",
  );
  expect(positions.map((at) => at?.line)).toEqual([4, 5, 6]);
});

test('an argument that JSON can not carry is refused with its name', async () => {
  await expect(plan("export default defineJob('j', () => {});", { rates: [1, Number.NaN] })).rejects.toThrow(
    'argument rates[1] is NaN',
  );
});

test('a plan that is aborted in its evaluation rejects with the reason', async () => {
  const body = "console.log('begun');\nfor (;;);\nexport default 1;";
  const abort = new AbortController();
  const options = { signal: abort.signal, onConsole: () => abort.abort() };
  await expect(plan(body, {}, options)).rejects.toMatchObject({ name: 'AbortError' });
});

test('a fault that two sources of the same name share is told once', async () => {
  const pairs = `class Pairs extends ProcessJoinFunction<number, number, number> { processElement() {} }
export default defineJob('j', (env) => {
  const [a, b] = [env.fromData(1).keyBy((n) => n), env.fromData(2).keyBy((n) => n)];
  a.intervalJoin(b).between(Duration.ofSeconds(-1), Duration.ofSeconds(1)).process(new Pairs()).sinkTo(sink);
});`;
  const { message } = await mistake(`import { Duration, ProcessJoinFunction } from '@workbook/flink';\n${pairs}`);
  expect(message.match(/have no timestamps/g)).toHaveLength(1);
  expect(message).toContain('> 7 |');
});
