import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { typed } from '@workbook/terminal';
import { describe, expect, test } from 'vitest';
import { argumentWord, parseArguments } from '../../src/cli/arguments.js';
import { formatAge, formatConsoleLine } from '../../src/cli/output.js';
import { rerunCommand } from '../../src/cli/rerun-command.js';
import { readRunWords } from '../../src/cli/run-options.js';
import type { JobRecord } from '../../src/cluster/job-records.js';
import { jobFile } from './job-folder.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function flink(
  words: string[],
  env: NodeJS.ProcessEnv = {},
  flags: string[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, FLINK_REST_URL: 'http://127.0.0.1:1', NO_COLOR: '1', ...env } };
    execFile(process.execPath, [...flags, CLI, ...words], options, (error, stdout, stderr) => {
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

  test('what Node loads before the command is loaded once, and not again in the thread that evaluates a job', async () => {
    const loaded = 'data:text/javascript,console.error("loaded")';
    const { code, stderr } = await flink(['plan', jobFile(JOB)], {}, ['--import', loaded]);
    expect(code).toBe(0);
    expect(stderr.match(/loaded/g)).toHaveLength(1);
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

  test('shows the help of a command for the word, before or behind its other words', async () => {
    for (const words of [
      ['run', 'help'],
      ['savepoint', 'help'],
      ['stop', 'job', 'help'],
      ['help', 'run'],
    ]) {
      const { code, stdout } = await flink(words);
      expect(stdout).toMatch(/^Usage: npm run flink (run|savepoint|stop) /);
      expect(code).toBe(0);
    }
    expect((await flink(['run', 'help'])).stdout).toContain('from=SAVEPOINT');
    expect((await flink(['help'])).stdout).toContain('take a savepoint of a job that goes on');
  });

  test("tells an option of Flink's own command what it is called here, before anything is submitted", async () => {
    const { code, stderr } = await flink(['run', jobFile(JOB), 'savepointPath=file:/sav']);
    expect(stderr).toBe(
      '"savepointPath" is not known here. Did you mean from=SAVEPOINT? An argument of the job with this name is written arg:savepointPath=file:/sav.\n',
    );
    expect(code).toBe(1);
  });

  test('refuses a word that is no argument', async () => {
    const { code, stderr } = await flink(['run', jobFile(JOB), 'topic']);
    expect(stderr).toContain('"topic" is not an argument: write key=value');
    expect(code).toBe(1);
    const refused = async (...words: string[]) => (await flink(words)).stderr.trim().split(' ').slice(-4).join(' ');
    expect(await refused('run', jobFile(JOB), 'detatched')).toBe('Did you mean "detached"?');
    expect(await refused('plan', jobFile(JOB), 'mermiad')).toBe('Did you mean "mermaid"?');
    expect((await flink(['stop', 'some-job', 'drian'])).stderr).toBe(
      '"drian" is not known here. Did you mean "drain"? A folder of that name: ./drian\n',
    );
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

describe('the words of run', () => {
  const HERE = { INIT_CWD: '/home/me/jobs' };
  const read = (words: string[], env: NodeJS.ProcessEnv = {}) => readRunWords(words, { ...HERE, ...env });

  test('are its own options, and arguments of the job', () => {
    expect(read(['topic=a', 'from=my sav', 'allow-non-restored', 'parallelism=2', 'detached'])).toEqual({
      detached: true,
      savepointPath: '/home/me/jobs/my sav',
      allowNonRestoredState: true,
      parallelism: 2,
      args: { topic: 'a' },
    });
    expect(read(['topic=a'])).toEqual({ detached: false, args: { topic: 'a' } });
  });

  test('count as flags, too, and where npm kept them', () => {
    const npm = { npm_config_from: '/sav', npm_config_allow_non_restored: 'true', npm_config_parallelism: '3' };
    const wanted = { savepointPath: '/sav', allowNonRestoredState: true, parallelism: 3, args: {} };
    expect(read([], npm)).toMatchObject(wanted);
    expect(read(['--from=/sav', '--allow-non-restored', '--parallelism=3'])).toMatchObject(wanted);
  });

  test('name a savepoint as it was printed, or as a path from where the person is', () => {
    const place = (text: string) => read([`from=${text}`]).savepointPath;
    expect(place("file:/tmp/Müller's büro/sav 1")).toBe("file:/tmp/Müller's büro/sav 1");
    expect(place('s3://bucket/sav')).toBe('s3://bucket/sav');
    expect(place('~/sav')).toBe(path.join(homedir(), 'sav'));
    expect(place('../sav')).toBe('/home/me/sav');
  });

  test('give the job what it calls like an option', () => {
    expect(read(['arg:from=2026', 'arg:parallelism=4', 'arg:savepointPath=x']).args).toEqual({
      from: 2026,
      parallelism: 4,
      savepointPath: 'x',
    });
  });

  test('that make no sense are refused', () => {
    expect(() => read(['from='])).toThrow('"from" needs a savepoint');
    expect(() => read(['parallelism=two'])).toThrow('a whole number from 1');
    expect(() => read(['allow-non-restored'])).toThrow('name it, with from=SAVEPOINT');
    expect(() => read(['allowNonRestoredState'])).toThrow('Did you mean the word allow-non-restored?');
    expect(() => read(['arg:=1'])).toThrow('write key=value');
  });
});

test('the command that goes on from a savepoint can be typed as it is printed', () => {
  const args = { topic: 'a b', id: '007', n: '3', list: [1], from: 'x' };
  const record = { bundle: { file: path.resolve('jobs', 'my job.ts') }, submission: { args } } as unknown as JobRecord;
  const location = "file:/Müller's büro/sav";
  expect(rerunCommand({ record }, location)).toBe(
    `npm run flink run 'jobs/my job.ts' 'topic=a b' id=007 'n="3"' 'list=[1]' arg:from=x 'from=file:/Müller'\\''s büro/sav'`,
  );
  const words = Object.entries(args).map(([key, value]) => argumentWord(key, value, key === 'from'));
  expect(parseArguments(words)).toEqual(args);
  expect(rerunCommand({ record: undefined }, 's3://b/sav')).toBe('npm run flink run FILE from=s3://b/sav');
  expect(typed(['a', '', '$x'])).toBe("a '' '$x'");
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

test('ages are short', () => {
  expect([5_000, 300_000, 20_000_000, 400_000_000].map(formatAge)).toEqual(['5 s', '5 min', '6 h', '5 d']);
});
