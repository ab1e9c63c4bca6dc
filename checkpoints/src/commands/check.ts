/** `npm run check lesson-1`, `npm run check lesson-1 solution`, `npm run check all`, `npm run check`. */

import { describeFailure, readSettings, type Settings } from '@workbook/services';
import { painter, print, UsageError } from '@workbook/terminal';
import { check } from '../grading/check.js';
import type { CheckEvent, Target, Verdict } from '../grading/verdict.js';
import { findLesson, type Lesson, listLessons } from '../lessons/lessons.js';
import { nextUnsolved, readProgress, recordCheck } from '../progress/progress.js';
import { nextStep } from '../report/next-step.js';
import { Report } from '../report/report.js';
import { manyLines } from '../report/report-many.js';
import { INTERRUPTED, interruption, jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

interface Options {
  solution?: boolean;
  json?: boolean;
  events?: boolean;
  seed?: string;
  debug?: boolean;
}

const ALL_SOLVED = 'Every lesson is solved. To grade one again: npm run check lesson-1, or npm run check all';

const command = learnersCommand('check', "Grades a lesson's starter.ts on live Kafka and Flink.", [
  ['', 'the first lesson that is not solved'],
  ['lesson-4', 'one lesson; 4, 04 and flink-map-filter name the same'],
  ['1 4', 'several'],
  ['all', 'every lesson'],
  ['lesson-4 solution', "the lesson's solution instead of your file"],
  ['lesson-4 seed=17', 'with the same fixtures as an earlier check'],
])
  .argument('[lessons...]', 'the lessons, or "all"')
  .addOption(jsonOption())
  .option('--events', 'print each change of the verdict as a line of JSON, for tools that follow a check')
  .option('--solution', 'grade the solution')
  .option('--seed <number>', 'draw the same fixtures as an earlier check')
  .option('--debug', 'without deadlines, for a debugger that holds your code (in VS Code: F5)')
  .addHelpText(
    'after',
    '\nWith json, one lesson gives its verdict, several give a list of them.\nThe exit code is 0 if every task passed, 1 if not, and 130 after Ctrl-C.',
  )
  .action(run);

async function run(words: readonly string[], options: Options): Promise<void> {
  const settings = readSettings();
  const lessons = chooseLessons(words, settings);
  if (lessons.length === 0) return options.json ? printJson([]) : print(ALL_SOLVED);
  const signal = interruption();
  const target: Target = options.solution ? 'solution' : 'starter';
  const seed = readSeed(options.seed);
  const verdicts: Verdict[] = [];
  try {
    for (const lesson of lessons) {
      const quiet = options.json || options.events;
      const report = quiet ? undefined : new Report(process.stdout, painter(process.stdout));
      const onProgress = (state: Verdict) => {
        if (options.events) printJson({ type: 'progress', verdict: state } satisfies CheckEvent);
        report?.update(state);
      };
      const { verdict, tidy } = await check({
        settings,
        lesson,
        target,
        seed,
        patient: options.debug,
        onProgress,
        signal,
      });
      verdicts.push(verdict);
      if (options.events) printJson({ type: 'verdict', verdict } satisfies CheckEvent);
      else if (options.json && lessons.length === 1) printJson(verdict);
      report?.end(verdict, nextStep(verdict, lesson, settings.home));
      record(settings, verdict);
      await tidy;
      if (report && lessons.length > 1) print();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write(`\nStopped.${verdicts.length > 0 ? '' : ' Nothing was recorded.'}\n`);
    process.exitCode = INTERRUPTED;
    return;
  }
  if (lessons.length > 1) {
    if (options.json) printJson(verdicts);
    else if (!options.events) for (const line of manyLines(verdicts, painter(process.stdout))) print(line);
  }
  process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
}

/** The lessons that the words name, each once; without words the next unsolved. */
function chooseLessons(words: readonly string[], { home }: Settings): Lesson[] {
  if (words.length === 0) {
    const next = nextUnsolved(readProgress(home));
    return next ? [next] : [];
  }
  const lessons = listLessons();
  const otherWords = ['all', ...command.options.map((option) => option.name())];
  const named = words.flatMap((word) =>
    word.toLowerCase() === 'all' ? lessons : [findLesson(word, lessons, otherWords)],
  );
  return [...new Map(named.map((lesson) => [lesson.slug, lesson])).values()];
}

function readSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`The seed is "${text}"; it must be a whole number, as an earlier check printed it.`);
}

/** The verdict stands, also where it can't be written down. */
function record({ home }: Settings, verdict: Verdict): void {
  try {
    recordCheck(home, verdict);
  } catch (error) {
    process.stderr.write(`The outcome could not be recorded. ${describeFailure(error)}\n`);
  }
}

/** Runs the command with the words that it was called with. */
export const runCheck = (): Promise<void> => runCommand(command);
