import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.js';
import { formatAge, formatConsoleLine, formatTable } from '../../src/cli/output.js';
import { jobFile } from './job-folder.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function flink(
  words: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, FLINK_REST_URL: 'http://127.0.0.1:1', NO_COLOR: '1', ...env } };
    execFile(process.execPath, [CLI, ...words], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const JOB = `import { defineJob, KafkaSink } from '@workbook/flink';
export default defineJob('tiny', (env, args) => {
  const topic = String(args.topic ?? 'out');
  env.fromData({ n: 1 }).sinkTo(new KafkaSink<{ n: number }>({ bootstrapServers: 'localhost:1', topic }));
});
`;

describe('npm run flink', () => {
  test('plan FILE prints the plan without a cluster', async () => {
    const { code, stdout } = await flink(['plan', jobFile(JOB), 'topic=payments']);
    expect(stdout).toMatch(/^Job "tiny"/);
    expect(stdout).toContain('topic payments');
    expect(code).toBe(0);
  });

  test('plan FILE mermaid prints a diagram, as a word and as a flag that npm swallowed', async () => {
    const file = jobFile(JOB);
    expect((await flink(['plan', file, 'mermaid'])).stdout).toMatch(/^flowchart LR/);
    expect((await flink(['plan', file], { npm_config_mermaid: 'true' })).stdout).toMatch(/^flowchart LR/);
  });

  test('finds a file from where the person is, not from where npm starts', async () => {
    const file = jobFile(JOB);
    const { code } = await flink(['plan', path.basename(file)], { INIT_CWD: path.dirname(file) });
    expect(code).toBe(0);
  });

  test('says in a sentence that Flink is away, and how to start it', async () => {
    const { code, stderr } = await flink(['list']);
    expect(stderr).toBe(
      'Flink does not answer at http://127.0.0.1:1. Start it with "npm run services up", or look at it with "npm run services status".\n',
    );
    expect(code).toBe(1);
  });

  test('corrects a typing mistake in a command and in a file', async () => {
    expect((await flink(['lsit'])).stderr).toContain('Did you mean list?');
    const file = jobFile(JOB);
    const { code, stderr } = await flink(['run', file.replace('job.ts', 'jbo.ts')]);
    expect(stderr).toMatch(/Did you mean .*job\.ts\?/);
    expect(code).toBe(1);
  });

  test('refuses a word that is no argument', async () => {
    const { code, stderr } = await flink(['run', jobFile(JOB), 'topic']);
    expect(stderr).toContain('"topic" is not an argument: write key=value');
    expect(code).toBe(1);
  });
});

test('arguments are JSON where they look like it, and text where not', () => {
  expect(parseArguments(['n=3', 'on=true', 'topic=payments', 'list=[1,2]', 'id=007', 'empty=', 'eq=a=b'])).toEqual({
    n: 3,
    on: true,
    topic: 'payments',
    list: [1, 2],
    id: '007',
    empty: '',
    eq: 'a=b',
  });
});

test('what a function printed can not move the cursor', () => {
  const line = { time: 0, level: 'log' as const, operator: 'double', subtask: 1, text: 'a\u001b[2Jb\nc' };
  expect(formatConsoleLine(line)).toBe('[double#1] a\\u001b[2Jb\n    c');
});

test('a printed record stands as Flink prints it', () => {
  const line = {
    time: 0,
    level: 'print' as const,
    operator: 'Print to Std. Out',
    subtask: 1,
    text: 'sales:2> {"n":1}',
  };
  expect(formatConsoleLine(line)).toBe('sales:2> {"n":1}');
});

test('tables and ages are short', () => {
  expect(
    formatTable([
      ['A', 'B'],
      ['long', 'x'],
    ]),
  ).toBe('A     B\nlong  x');
  expect([5_000, 300_000, 20_000_000, 400_000_000].map(formatAge)).toEqual(['5 s', '5 min', '6 h', '5 d']);
});
