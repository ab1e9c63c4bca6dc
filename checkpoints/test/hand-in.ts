/** Files as learners hand them in, and what a check makes of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll } from 'vitest';
import { check } from '../dist/grading/check.js';
import type { Verdict } from '../dist/grading/verdict.js';
import { findLesson, REPOSITORY } from '../dist/lessons/lessons.js';

export const COMMAND = path.join(REPOSITORY, 'checkpoints', 'dist', 'cli.js');
export const settings = readSettings();
export const lesson = findLesson('1');

const SOLUTION = JSON.stringify(lesson.solution.replace(/\.ts$/, '.js'));
/** What most of the files begin with. */
export const IMPORTS = `import type { Kafka, Message } from 'kafkajs';\nimport * as solution from ${SOLUTION};`;

let folder: string;
let number = 0;

/** Gives a test file a folder for the files it hands in; call it once, at the file's top. */
export function useFolder(): void {
  beforeAll(() => {
    // In the repository, where the packages are found; ignored by git.
    mkdirSync(path.join(REPOSITORY, 'checkpoints', 'dist'), { recursive: true });
    folder = mkdtempSync(path.join(REPOSITORY, 'checkpoints', 'dist', 'handed-in-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}

export const nowhere = () => path.join(folder, 'nowhere.ts');

/** A file of a learner's: the solution, with what is different. */
export function handIn(code: string, rest = `export * from ${SOLUTION};`): string {
  number += 1;
  const file = path.join(folder, `starter-${number}.ts`);
  writeFileSync(file, `${rest}\n${code}\n`);
  return file;
}

export async function grade(file: string, which = lesson): Promise<Verdict> {
  const { verdict, tidy } = await check({ settings, lesson: which, target: 'file', file, seed: 1 });
  await tidy;
  return verdict;
}

export async function runCommand(words: string[]): Promise<{ code: number | null; output: string }> {
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

/** The topics and groups on the broker that satisfy the condition; without one, those of any check. */
export async function namesOnTheBroker(
  wanted: (name: string) => boolean = (name) => name.startsWith('check-'),
): Promise<string[]> {
  const kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [topics, { groups }] = await Promise.all([admin.listTopics(), admin.listGroups()]);
    return [...topics, ...groups.map(({ groupId }) => groupId)].filter(wanted);
  } finally {
    await admin.disconnect();
  }
}
