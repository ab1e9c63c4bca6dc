/** What learners really hand in, graded on live services. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../dist/check.js';
import { findLesson, REPOSITORY } from '../dist/lessons.js';
import { firstMistake, type Verdict } from '../dist/verdict.js';

const CHECK_MS = 120_000;
const COMMAND = path.join(REPOSITORY, 'checkpoints', 'dist', 'cli.js');
const settings = readSettings();
const lesson = findLesson('1');
let folder: string;
let number = 0;

beforeAll(() => {
  // In the repository, where the packages are found; ignored by git.
  mkdirSync(path.join(REPOSITORY, 'checkpoints', 'dist'), { recursive: true });
  folder = mkdtempSync(path.join(REPOSITORY, 'checkpoints', 'dist', 'handed-in-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of a learner's: the solution, with what is different. */
function handIn(code: string, rest = `export * from '${lesson.solution.replace(/\.ts$/, '.js')}';`): string {
  number += 1;
  const file = path.join(folder, `starter-${number}.ts`);
  writeFileSync(file, `${rest}\n${code}\n`);
  return file;
}

async function grade(file: string): Promise<Verdict> {
  const { verdict, tidy } = await check({ settings, lesson, target: 'file', file, seed: 1 });
  await tidy;
  return verdict;
}

const MESSAGE = "import type { Message } from 'kafkajs';";

describe('a file that can not be graded', { timeout: CHECK_MS }, () => {
  test.each([
    ['missing-file', () => path.join(folder, 'nowhere.ts')],
    ['empty-file', () => handIn('', '')],
    ['syntax-error', () => handIn('export function toMessage( {')],
    ['type-error', () => handIn("export const wrong: number = 'text';")],
    ['missing-export', () => handIn('export const something = 1;', '')],
    ['wrong-signature', () => handIn('export function toMessage(): number { return 1; }')],
    [
      'wrong-signature',
      () => handIn(`${MESSAGE}\nexport async function toMessage(): Promise<Message> { return { value: '' }; }`),
    ],
    ['threw', () => handIn("throw new Error('at the top');")],
    ['process-exit', () => handIn('process.exit(0);')],
    ['endless-loop', () => handIn('while (Date.now() > 0) {}')],
  ])('%s', async (hint, file) => {
    const verdict = await grade(file());
    expect(verdict.passed).toBe(false);
    expect(firstMistake(verdict)?.hint).toBe(hint);
    expect(firstMistake(verdict)?.advice).toBeTruthy();
  });

  test('cannot bring its own judge', async () => {
    const verdict = await grade(handIn("import { expect } from 'vitest';\nexpect.extend({});"));
    expect(verdict.passed).toBe(false);
    expect(firstMistake(verdict)).toMatchObject({ hint: 'forbidden-import' });
  });
});

describe('functions that misbehave', { timeout: CHECK_MS }, () => {
  test('a loop is named with task and line', async () => {
    const code = `${MESSAGE}\nexport function toMessage(): Message {\n  let n = 0;\n  while (true) {\n    n += 1;\n  }\n}`;
    const file = handIn(code);
    const verdict = await grade(file);
    const [task] = verdict.tasks;
    expect(task?.mistake).toMatchObject({ hint: 'endless-loop', place: { file } });
    expect([5, 6]).toContain(task?.mistake?.place?.line);
  });

  test('process.exit in a function fails its task, and the others are graded', async () => {
    const verdict = await grade(handIn(`${MESSAGE}\nexport function toMessage(): Message {\n  process.exit(0);\n}`));
    expect(verdict.tasks[0]?.mistake).toMatchObject({ hint: 'process-exit' });
    expect(verdict.tasks[1]?.state).toBe('passed');
  });

  test('what a learner prints is shown, and changes nothing', async () => {
    const verdict = await grade(handIn("console.log('hello from the starter');\nconsole.error('and an error');"));
    expect(verdict.passed).toBe(true);
    expect(verdict.printed).toContain('hello from the starter');
  });
});

test('nothing is left behind: no topic, group or folder', { timeout: CHECK_MS }, async () => {
  await grade(handIn(''));
  expect(await namesOnTheBroker()).toEqual([]);
  expect(readdirSync(path.join(settings.home, 'checks'))).toEqual([]);
});

test('what a killed check left behind is removed by the next', { timeout: 2 * CHECK_MS }, async () => {
  const child = spawn(process.execPath, [COMMAND, 'lesson-1', 'solution'], { stdio: 'ignore' });
  const left = async () => (await namesOnTheBroker()).length > 0;
  await expect.poll(left, { timeout: 60_000 }).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  await expect
    .poll(
      async () => {
        await grade(handIn(''));
        return namesOnTheBroker();
      },
      { timeout: CHECK_MS, interval: 5_000 },
    )
    .toEqual([]);
});

test('the command: solution as a word, JSON, and only the own work counts as solved', {
  timeout: CHECK_MS,
}, async () => {
  const progress = path.join(settings.home, 'progress.json');
  const solved = await runCommand(['kafka-producer', 'solution', '--json', '--seed', '5']);
  expect(solved.code).toBe(0);
  expect(JSON.parse(solved.output)).toMatchObject({ passed: true, target: 'solution', seed: 5 });
  expect(existsSync(progress) && readFileSync(progress, 'utf8').includes('kafka-producer')).toBe(false);
  const unknown = await runCommand(['lesson-77']);
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain('There is no lesson "lesson-77"');
});

async function runCommand(words: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** Topics and groups of any check. */
async function namesOnTheBroker(): Promise<string[]> {
  const kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [topics, { groups }] = await Promise.all([admin.listTopics(), admin.listGroups()]);
    return [...topics, ...groups.map(({ groupId }) => groupId)].filter((name) => name.startsWith('check-'));
  } finally {
    await admin.disconnect();
  }
}
