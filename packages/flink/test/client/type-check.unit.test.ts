import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { JobFileError, JobTypeError, prepareJob, typeCheck } from '@workbook/flink';
import { expect, test } from 'vitest';
import { languageHint } from '../../src/prepare/language-hints.js';
import { jobFile, jobFolder } from './job-folder.js';

const MISTAKEN = `import { defineJob } from '@workbook/flink';
export default defineJob('j', (env) => {
  env.fromData({ amount: 1 }).map((payment) => payment.amout);
});
`;

test("a wrong field is reported with line, column and the compiler's suggestion", async () => {
  const file = jobFile(MISTAKEN);
  const error = (await typeCheck(file).catch((thrown: unknown) => thrown)) as JobTypeError;
  expect(error).toBeInstanceOf(JobTypeError);
  expect(error.positions).toMatchObject([{ file, line: 3, column: 56 }]);
  expect(error.message).toContain("Did you mean 'amount'?");
  expect(error.message).toContain('> 3 |   env.fromData');
});

test('a job that lies outside the workbook is told so in one sentence, and nothing is left beside it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outside-'));
  const file = path.join(folder, 'job.ts');
  writeFileSync(file, MISTAKEN);
  const error = (await prepareJob(file).catch((thrown: unknown) => thrown)) as JobFileError;
  const left = readdirSync(folder);
  rmSync(folder, { recursive: true });
  expect(error).toBeInstanceOf(JobFileError);
  expect(error.message).toMatch(
    /job\.ts finds no @workbook\/flink .*: a job file must lie inside the workbook's folder\./,
  );
  expect(left).toEqual(['job.ts']);
});

test.each([
  ['async ({ n }) => ({ n })', 'map is given an async function', 'Leave async and await out.'],
  ['({ n }) => { n + 1; }', 'The function that map is given returns nothing', 'Write return before the result'],
])(
  'a function that gives no record is told where it stands, before the sink that it does not fit: %s',
  async (fn, what, remedy) => {
    const file = jobFile(`import { defineJob, KafkaSink } from '@workbook/flink';
export default defineJob('j', (env) => {
  const sink = new KafkaSink<{ n: number }>({ bootstrapServers: 'b:1', topic: 't', key: ({ n }) => String(n) });
  const numbers = env.fromData({ n: 1 }).map(${fn});
  numbers.sinkTo(sink);
});
`);
    const error = (await typeCheck(file).catch((thrown: unknown) => thrown)) as JobTypeError;
    expect(error).toBeInstanceOf(JobTypeError);
    const [, first, second] = error.message.split('\n');
    expect(first).toMatch(new RegExp(`:4:42: ${what}`));
    expect(second).toContain(remedy);
    expect(error.message).toContain('The compiler says:');
    expect(error.positions[0]).toMatchObject({ file, line: 5 });
  },
);

test('open() as Java writes it is told in a sentence at its own line, and its consequences are not', async () => {
  const file = jobFile(`import { defineJob, OpenContext, RichMapFunction } from '@workbook/flink';
class Double extends RichMapFunction<number, number> {
  open(ctx: OpenContext): void {}
  map(n: number): number { return 2 * n; }
}
export default defineJob('j', (env) => {
  env.fromData(1).map(new Double()).print();
});
`);
  const error = (await typeCheck(file).catch((thrown: unknown) => thrown)) as JobTypeError;
  expect(error).toBeInstanceOf(JobTypeError);
  const [count, first, second] = error.message.split('\n');
  expect(count).toMatch(/has a type error; nothing was submitted\.$/);
  expect(first).toMatch(/:3:3: open\(\) takes no argument here: there is no OpenContext\.$/);
  expect(second).toBe(
    'Write open(): void. What a function asks for, state and metrics, this.getRuntimeContext() gives it.',
  );
});

test('a method of a function needs no override, whether the function has to have it or not', async () => {
  const job = `import { defineJob, KeyedProcessFunction } from '@workbook/flink';
class Count extends KeyedProcessFunction<number, number, number> {
  open(): void {}
  processElement(): void {}
  onTimer(): void {}
  close(): void {}
}
export default defineJob('j', (env) => {
  env.fromData(1).keyBy((n) => n).process(new Count()).print();
});
`;
  const compilerOptions = { strict: true, noImplicitOverride: true, module: 'nodenext', skipLibCheck: true };
  const folder = jobFolder({ 'job.ts': job, 'tsconfig.json': JSON.stringify({ compilerOptions }) });
  await expect(typeCheck(path.join(folder, 'job.ts'))).resolves.toBe(true);
});

test('a step that was left out, or a name of an older API, is followed by what to do', async () => {
  const mistakes: [string, string][] = [
    ['numbers.window(windows);', 'call .keyBy(…) first; for windows over all records use .windowAll(…)'],
    ["numbers.rebalance().sum('n');", 'It works on the records of one key: call .keyBy(…) first.'],
    ['numbers.aggregate({});', 'call .keyBy(…).window(…) first'],
    ['numbers.process(new Keyed());', 'Keyed needs a key: call .keyBy(…) before .process(…)'],
    ['numbers.connect(numbers).process(new Both());', 'Both needs keys: connect two keyed streams'],
    ['numbers.keyBy(key).window(windows).print();', 'call .reduce(…), .aggregate(…) or .process(…) on it first'],
    ['numbers.windowAll(windows).sinkTo(new DiscardingSink());', 'A window gives records only through a function'],
    ['numbers.connect(numbers).print();', 'Connected streams need a function of both first'],
    ["numbers.keyBy('n');", '.keyBy((record) => record.id)'],
    ["numbers.keyBy(key).name('keyed');", 'this call adds none'],
    ['numbers.print().map((n) => n);', 'A sink is the end of a stream'],
    ['env.fromElements(1, 2);', 'Write env.fromData(…)'],
    ['numbers.flatMap(({ n }) => [n]).print();', 'Give each record to out.collect(record), those of a list one by one'],
    ['pairs.process((l, r, ctx, out) => out.collect(l)).print();', 'Write class Mine extends ProcessJoinFunction<…>'],
    ['pairs.process(Pairs).print();', 'Give an instance of it: new Pairs(…).'],
    ['numbers.process((n, ctx, out) => out.collect(n)).print();', 'Write class Mine extends ProcessFunction<…>'],
    ["env.execute('j');", 'Leave it out: the job is submitted with'],
  ];
  const file = (mistake: string) =>
    jobFile(`import { defineJob, DiscardingSink, Duration, KeyedCoProcessFunction, KeyedProcessFunction, ProcessJoinFunction, TumblingEventTimeWindows } from '@workbook/flink';
class Keyed extends KeyedProcessFunction<number, { n: number }, number> { override processElement() {} }
class Both extends KeyedCoProcessFunction<number, { n: number }, { n: number }, number> { override processElement1() {} override processElement2() {} }
class Pairs extends ProcessJoinFunction<{ n: number }, { n: number }, number> { override processElement() {} }
const windows = TumblingEventTimeWindows.of(Duration.ofSeconds(1));
const key = ({ n }: { n: number }) => n;
export default defineJob('j', (env) => {
  const numbers = env.fromData({ n: 1 });
  const pairs = numbers.keyBy(key).intervalJoin(numbers.keyBy(key)).between(Duration.ofSeconds(-1), Duration.ofSeconds(1));
  ${mistake}
});
void [Keyed, Both, Pairs, DiscardingSink, windows, key];
`);
  await Promise.all(
    mistakes.map(async ([mistake, hint]) => {
      const error = (await typeCheck(file(mistake)).catch((thrown: unknown) => thrown)) as JobTypeError;
      expect(error, mistake).toBeInstanceOf(JobTypeError);
      expect(error.message.split('\n').slice(2, 8).join('\n'), mistake).toContain(hint);
    }),
  );
});

test.each([
  [
    ['const mine: string[] = list; void mine;', 'take a copy, [...list]; where you only read it, say so in its type'],
    ["list.push('a');", 'Take a copy, [...list], and change that.'],
    ["order.id = 'a';", 'Make a new object with another value'],
    [
      'order.kind = word;',
      "Write 'food' as const where the text stands, or declare its variable, parameter or result as Kind.",
    ],
    ['void list[0].length;', 'For TypeScript it may be missing'],
  ],
  [
    ["list[1] = 'a';", 'Take a copy, [...list], and change that.'],
    ["const made = { id: 'a', size: 'L' }; const o: Sized = made; void o;", "Write 'L' as const where the text stands"],
    ['const first: string = list[0]; void first;', 'For TypeScript it may be missing'],
    ['try { void 0; } catch (error) { void error.message; }', 'if (error instanceof Error)'],
    ['const id = (one) => one; void id;', 'Say what it is given'],
  ],
])("TypeScript's own stumbling blocks are followed by what to do (%#)", async (...mistakes) => {
  const compilerOptions = { strict: true, noUncheckedIndexedAccess: true, module: 'nodenext', types: [] };
  const folder = jobFolder({
    'kind.ts': "export type Kind = 'food' | 'toys';\n",
    'job.ts': `import type { Kind } from './kind.js';
interface Sized { size: 'L' | 'M' }
export function work(list: readonly string[], order: { readonly id: string; kind: Kind }, word: string) {
  ${mistakes.map(([code]) => code).join('\n  ')}
}
`,
    'tsconfig.json': JSON.stringify({ compilerOptions }),
  });
  const error = (await typeCheck(path.join(folder, 'job.ts')).catch((thrown: unknown) => thrown)) as JobTypeError;
  expect(error).toBeInstanceOf(JobTypeError);
  for (const [code, hint] of mistakes) expect(error.message, code).toContain(hint);
});

test('a text where only a number may come gets no hint about texts', () => {
  expect(languageHint("Type 'string' is not assignable to type 'number'.", () => '')).toBeUndefined();
  expect(languageHint("Type 'string' is not assignable to type 'Order'.", () => 'interface Order {}')).toBeUndefined();
});

test('each of many errors is named with its line, until they are too many', async () => {
  const line = (number: number) => `export const n${number}: number = 'text ${number}';`;
  const file = jobFile(Array.from({ length: 17 }, (_, index) => line(index + 1)).join('\n'));
  const error = (await typeCheck(file).catch((thrown: unknown) => thrown)) as JobTypeError;
  const lines = error.message.split('\n');
  expect(lines).toContain("  line 6: Type 'string' is not assignable to type 'number'.");
  expect(lines).toContain("  line 15: Type 'string' is not assignable to type 'number'.");
  expect(lines.at(-1)).toBe('  … and 2 more');
});

test('the nearest tsconfig.json decides', async () => {
  const text = 'export default (value) => value;\n';
  await expect(typeCheck(path.join(jobFolder({ 'job.ts': text }), 'job.ts'))).rejects.toThrow(
    "implicitly has an 'any' type",
  );
  const lenient = jobFolder({ 'jobs/job.ts': text, 'tsconfig.json': '{ "compilerOptions": { "strict": false } }' });
  await expect(typeCheck(path.join(lenient, 'jobs', 'job.ts'))).resolves.toBe(true);
});

test('preparing a job checks its types first, and can be told not to', async () => {
  const file = jobFile(MISTAKEN);
  await expect(prepareJob(file)).rejects.toBeInstanceOf(JobTypeError);
  await expect(prepareJob(file, { typeCheck: false })).rejects.toThrow('no sink');
});

test('a process that checks again sees every change, also in what the job imports', async () => {
  const folder = jobFolder({
    'job.ts': "import { one } from './one.js';\nexport const two: number = one + one;\n",
    'one.ts': '',
  });
  const file = path.join(folder, 'job.ts');
  const one = (text: string) => writeFileSync(path.join(folder, 'one.ts'), text);
  for (let round = 0; round < 3; round++) {
    one('export const one = 1;\n');
    await expect(typeCheck(file)).resolves.toBe(true);
    one("export const one = 'one';\n");
    await expect(typeCheck(file)).rejects.toThrow(/job\.ts:2:14: Type 'string' is not assignable to type 'number'/);
  }
  rmSync(path.join(folder, 'one.ts'));
  await expect(typeCheck(file)).rejects.toThrow(/Cannot find module '\.\/one\.js'/);
  // Checks at the same time don't disturb each other.
  one('export const one = 1;\n');
  const good = jobFile('export default 1;\n');
  const bad = jobFile('export const text: string = 1;\n');
  const verdicts = await Promise.allSettled([file, bad, good, file, bad].map((each) => typeCheck(each)));
  expect(verdicts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'rejected']);
});

test('a compiler that stays keeps no process alive, and leaves no file', async () => {
  const folder = jobFolder({
    'job.ts': 'export default 1;\n',
    'check.mjs': `import { typeCheck } from '@workbook/flink';
for (let i = 0; i < 3; i++) if (!(await typeCheck('job.ts'))) throw new Error('not checked');
console.log('checked', process.pid);
`,
  });
  const { stdout } = await promisify(execFile)(process.execPath, ['check.mjs'], { cwd: folder, timeout: 120_000 });
  const pid = /^checked (\d+)$/m.exec(stdout)?.[1] ?? '';
  expect(pid).not.toBe('');
  const cached = readdirSync(path.join(folder, 'node_modules', '.cache', 'workbook-flink'));
  const own = createHash('sha256')
    .update(`${path.join(folder, 'job.ts')}\n${pid}`)
    .digest('hex')
    .slice(0, 16);
  expect(cached).not.toContain(`tsconfig-${own}.json`);
}, 150_000);
