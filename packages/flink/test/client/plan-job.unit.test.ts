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
    const error = await mistake(`export default defineJob('j', (env) => {
      const numbers = env.fromData(1).map((n) => n).name('numbers');
      numbers.getSideOutput(new OutputTag<number>('odd'));
      numbers.sinkTo(sink);
    });`);
    expect(error.message).toContain('The side output "odd" is taken from "numbers" and then not read');
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
    expect(error.message).toContain('the records of "Collection Source" have no timestamps: give them some');
    const { plan: timed } = await plan(
      windows(
        'numbers.assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((n) => n))',
      ),
    );
    expect(timed.nodes.map(({ op }) => op)).toContain('window');
  });

  test('such as a topic that does not exist is found where someone can tell', async () => {
    const error = await mistake("export default defineJob('j', (env) => {\n  env.fromData(1).sinkTo(sink);\n});", {
      findMissingTopics: async (topics) => topics,
    });
    expect(error.message).toContain('There is no topic "out" on localhost:1');
  });
});

describe('a job that would never be planned', () => {
  const loop = { timeoutMs: 3000 };

  test('because its top level never returns is stopped, and the line is named', async () => {
    const error = await mistake(
      "let i = 0;\nwhile (true) {\n  i = (i + 1) % 7;\n}\nexport default defineJob('j', () => {});",
      loop,
    );
    expect(error.phase).toBe('module');
    expect(error.position?.line).toBeOneOf([4, 5]);
    expect(error.message).toContain('did not return within 3 s');
  });

  test('because its build function never returns is stopped, and the line is named', async () => {
    const error = await mistake(
      "export default defineJob('j', () => {\n  let i = 0;\n  for (;;) {\n    i = (i + 1) % 7;\n  }\n});",
      loop,
    );
    expect(error.phase).toBe('build');
    expect(error.position?.line).toBeOneOf([5, 6]);
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
