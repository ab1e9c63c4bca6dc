/** What a job that is written in a cell may use, and how a mistake in it is explained. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { JobFileError, type JobPlanError } from '../../src/failures/errors.js';
import { bundleInline } from '../../src/inline/inline-bundle.js';
import type { SubmissionSite } from '../../src/inline/submission-site.js';
import { planJob } from '../../src/prepare/plan-job.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../..');
const cell = (number: number, text: string) => ({ file: path.join(FOLDER, `Cell [${number}]`), text });

/** A call of submit in cell 5, after these cells; the newest is the last. */
function site(text: string, earlier: string[] = []): SubmissionSite {
  const before = text.slice(0, text.indexOf('submit(')).split('\n');
  return {
    ...cell(5, text),
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    folder: FOLDER,
    earlier: earlier.map((each, index) => cell(index + 1, each)).reverse(),
  };
}

async function plan(text: string, earlier?: string[]) {
  const bundle = await bundleInline('inline', site(text, earlier));
  return (await planJob(bundle, { limit: 2 }, { allowUnreadArgs: true })).plan;
}

async function refusal(text: string, earlier?: string[]): Promise<JobFileError> {
  const error: unknown = await bundleInline('inline', site(text, earlier)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobFileError);
  return error as JobFileError;
}

const SINK = "sinkTo(new KafkaSink({ bootstrapServers: '127.0.0.1:1', topic: 'out' }))";

describe('a job in a cell', () => {
  test('uses what its cell imports, under any name, and its arguments', async () => {
    const { job, nodes } = await plan(
      `
import { submit as start, KafkaSink as Sink } from '@workbook/flink';
import type { JobHandle } from '@workbook/flink';

interface Item { n: number }
const job: JobHandle = await start('ignored', (env, { limit }: { limit: number }) => {
  env.fromData<Item>({ n: 1 }).filter((item: Item): boolean => item.n < limit).name('small')
    .sinkTo(new Sink({ bootstrapServers: '127.0.0.1:1', topic: 'out' }));
}, { args: { limit: 2 } });`.replace('start(', 'start(/* submit( */ '),
    );
    expect(job).toBe('inline');
    expect(JSON.stringify(nodes)).toContain('"small"');
  });

  test('uses what an earlier cell imports', async () => {
    const text = `await submit((env) => { env.fromData(1).${SINK}; });`;
    await expect(plan(text, ["import { KafkaSink, submit } from '@workbook/flink';"])).resolves.toBeDefined();
  });

  test('uses files of the workbook', async () => {
    const text = `
import { KafkaSink, submit } from '@workbook/flink';
import { discountOf } from './pipelines/transactions/pricing';
await submit((env) => { env.fromData(1).map((n) => typeof discountOf).${SINK}; });`;
    const source = await import('node:fs').then(({ readFileSync }) =>
      readFileSync(path.join(FOLDER, 'pipelines/transactions/pricing.ts'), 'utf8'),
    );
    const exported = /export (?:function|const) (\w+)/.exec(source)?.[1] ?? '';
    await expect(plan(text.replaceAll('discountOf', exported))).resolves.toBeDefined();
  });

  test('may be one of several', async () => {
    const two = `
import { KafkaSink, submit } from '@workbook/flink';
await submit('one', (env) => { env.fromData(1).map((n) => n).name('first').${SINK}; });
await submit('two', (env) => { env.fromData(1).map((n) => n).name('second').${SINK}; });`;
    const bundle = await bundleInline('inline', { ...site(two), line: 4, column: 7 });
    expect(JSON.stringify((await planJob(bundle)).plan.nodes)).toContain('"second"');
  });

  test('fails at planning with the cell and the line as it was written', async () => {
    const text = `
interface Item { n: number }

await submit((env) => {
  const items: Item[] = [];
  items[0]!.n;
});`;
    const error = await plan(text).catch((thrown: JobPlanError) => thrown);
    expect((error as JobPlanError).message).toMatch(
      /^Cell \[5\], line 6: the build function failed: .*\n.*\n> 6 \| {3}items\[0\]!\.n;/,
    );
  });
});

describe('what a job can not use is explained:', () => {
  test('a constant of its cell', async () => {
    const { message, position } = await refusal(`
const limit = 100;
await submit((env) => {
  env.fromData(1).filter((n: number) => n > limit);
});`);
    expect(position).toMatchObject({ line: 4, column: 45 });
    expect(message).toMatch(
      /^Cell \[5\], line 4: the job uses limit, a variable from outside of its function \(line 2\)\./,
    );
    expect(message).toContain('submit((env, { limit }) => { … }, { args: { limit } })');
    expect(message).toContain('> 4 |   env.fromData(1).filter((n: number) => n > limit);');
  });

  test('a class of an earlier cell', async () => {
    const { message } = await refusal('await submit((env) => {\n  env.fromData(1).process(new Counter());\n});', [
      'let Counter = 1;',
      '\nclass Counter {}',
    ]);
    expect(message).toMatch(
      /^Cell \[5\], line 2: the job uses Counter, a class from outside of its function \(Cell \[2\], line 2\)\./,
    );
    expect(message).toContain("Define it inside the job's function, or put it into a file and import it.");
  });

  test('a function, also one that is kept in a constant', async () => {
    const text = 'await submit((env) => {\n  env.fromData(1).map((n) => double(n));\n});';
    for (const declared of ['function double(n: number) { return n; }', 'const double = (n: number) => n;']) {
      expect((await refusal(text, [declared])).message).toContain('the job uses double, a function from outside');
    }
  });

  test('a variable of the function that calls submit', async () => {
    const { message } = await refusal(`
async function start(topic: string) {
  await submit((env) => { env.fromData(topic); });
}`);
    expect(message).toContain('the job uses topic, a parameter from outside');
  });

  test('a shorthand property', async () => {
    const { message } = await refusal("const topic = 'a';\nawait submit((env) => { env.fromData({ topic }); });");
    expect(message).toContain('the job uses topic, a variable');
  });

  test('a part of Node', async () => {
    const { message } = await refusal(`
import { readFileSync } from 'node:fs';
await submit((env) => { readFileSync('a'); });`);
    expect(message).toMatch(/^Cell \[5\], line 3: the job uses readFileSync of "node:fs", which is a part of Node\./);
  });

  test('a package that needs Node, where the job uses it', async () => {
    const uses = 'await submit((env) => {\n  new Kafka({ brokers: [] });\n});';
    const imports = "import { Kafka } from 'kafkajs';";
    const { message } = await refusal(`${imports}\n${uses}`);
    expect(message).toMatch(/^Cell \[5\], line 3: The package "kafkajs" needs Node/);
    expect(message).toMatch(/> 3 \| +new Kafka/);
    const { message: elsewhere } = await refusal(uses, [imports]);
    expect(elsewhere).toMatch(/^Cell \[5\], line 2: The package "kafkajs" needs Node/);
  });

  test('a function that stands elsewhere', async () => {
    const { message } = await refusal('const build = (env) => {};\nawait submit(build);');
    expect(message).toMatch(/^Cell \[5\], line 2: submit\(\) needs the function itself/);
  });
});

test('names that a function has for itself are no mistake', async () => {
  const text = `
import { KafkaSink, submit } from '@workbook/flink';
const limit = 1;
const n = 2;
await submit((env) => {
  const limit = 3;
  class Box { limit = limit; }
  env.fromData({ limit, n: 1 }).map(({ limit, n }) => Math.max(limit, n, new Box().limit)).${SINK};
});`;
  await expect(plan(text)).resolves.toBeDefined();
});
