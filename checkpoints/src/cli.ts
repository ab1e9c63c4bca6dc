/** `npm run check lesson-1`, `npm run check lesson-1 solution`. The exit code is 0 only when every task passed. */
import path from 'node:path';
import { describeFailure, readSettings } from '@workbook/services';
import { Command } from 'commander';
import { check } from './check.js';
import { findLesson, type Lesson, listLessons, UnknownLessonError } from './lessons.js';
import { readProgress, recordSolved } from './progress.js';
import { displayPath, Report } from './report.js';
import type { Target, Verdict } from './verdict.js';

interface Options {
  solution?: boolean;
  json?: boolean;
  seed?: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

const program = new Command('check')
  .usage('lesson-1 [solution]')
  .description("Grades a lesson's starter.ts on live Kafka and Flink.")
  .argument('[lesson]', 'lesson-1, 1, 01 or kafka-producer')
  .argument('[word]', '"solution" grades the solution instead')
  .option('--solution', 'grade the solution')
  .option('--json', 'print the verdict as JSON, for tools')
  .option('--seed <number>', 'draw the same fixtures as an earlier check')
  .showHelpAfterError(false)
  .action(run);

/** npm keeps flags to itself; they arrive as `npm_config_*`. */
function withNpmFlags(options: Options, env: NodeJS.ProcessEnv): Options {
  return {
    solution: options.solution ?? env.npm_config_solution === 'true',
    json: options.json ?? env.npm_config_json === 'true',
    seed: options.seed ?? env.npm_config_seed,
  };
}

async function run(lessonWord: string | undefined, word: string | undefined, given: Options): Promise<void> {
  const options = withNpmFlags(given, process.env);
  const settings = readSettings();
  if (lessonWord === undefined) {
    listAll(readProgress(settings.home));
    process.exitCode = 1;
    return;
  }
  if (word !== undefined && word !== 'solution') {
    throw new UnknownLessonError(`"${word}" means nothing here. Did you mean "npm run check ${lessonWord} solution"?`);
  }
  const lesson = findLesson(lessonWord);
  const target: Target = options.solution || word === 'solution' ? 'solution' : 'starter';
  const report = options.json ? undefined : new Report(process.stdout);
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => (controller.signal.aborted ? process.exit(INTERRUPTED) : controller.abort()));
  }
  try {
    const { verdict, tidy } = await check({
      settings,
      lesson,
      target,
      seed: readSeed(options.seed),
      onProgress: (state) => report?.update(state),
      signal: controller.signal,
    });
    if (verdict.passed && target === 'starter' && !verdict.importsSolution) recordSolved(settings.home, lesson.slug);
    if (options.json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
    report?.end(verdict, nextStep(verdict, lesson));
    process.exitCode = verdict.passed ? 0 : 1;
    await tidy;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write('\nStopped. Nothing was recorded.\n');
    process.exitCode = INTERRUPTED;
  }
}

function readSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UnknownLessonError(`The seed is "${text}"; it must be a whole number, as an earlier check printed it.`);
}

/** What to do now: one sentence. */
function nextStep(verdict: Verdict, lesson: Lesson): string {
  if (!verdict.passed) {
    return `Next: change ${displayPath(verdict.file)} and run "npm run check lesson-${lesson.number}" again.`;
  }
  if (verdict.target === 'solution') return 'This was the solution; your own file is graded without the word.';
  if (verdict.importsSolution) return 'Your file imports the solution, so the lesson does not count as solved yet.';
  const following = listLessons().find(({ number }) => number > lesson.number);
  if (!following) return 'That was the last lesson.';
  return `Next: lesson ${following.number}, ${displayPath(path.join(following.folder, 'lesson.ipynb'))}`;
}

function listAll(progress: Readonly<Record<string, unknown>>): void {
  process.stdout.write('Which lesson? For example: npm run check lesson-1\n\n');
  for (const { number, slug } of listLessons()) {
    process.stdout.write(`  ${progress[slug] ? '✔' : '·'} lesson-${number}  ${slug}\n`);
  }
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
});
