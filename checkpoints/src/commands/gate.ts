/** `npm run gate [lesson]`: for authors. Proves that lessons accept what is right and name what is wrong. */

import { readSettings } from '@workbook/services';
import { displayPath, painter, print, UsageError } from '@workbook/terminal';
import { AT_ONCE, gaps, gateCases, judge, takeStarter } from '../gate/gate.js';
import { findLesson, type Lesson, listLessons } from '../lessons/lessons.js';
import { isStarterChanged } from '../lessons/new-lesson.js';
import { INTERRUPTED, interruption, learnersCommand, runCommand } from './command-line.js';

const command = learnersCommand(
  'gate',
  'For authors: proves that lessons accept what is right and name what is wrong.',
  [
    ['', 'every lesson'],
    ['lesson-4', 'one; 4, 04 and flink-map-filter name the same'],
    ['lesson-4 keep-starter', 'first makes starter.ts the file that learners begin with'],
  ],
)
  .argument('[lessons...]', 'the lessons')
  .option(
    '--keep-starter',
    'make starter.ts, as it is now, the file that learners begin with and "npm run reset" brings back',
  )
  .action(run);

async function run(words: readonly string[], options: { keepStarter?: boolean }): Promise<void> {
  if (options.keepStarter && words.length === 0) {
    throw new UsageError("Which lesson's starter? For example: npm run gate lesson-4 keep-starter");
  }
  const settings = readSettings();
  const paint = painter(process.stdout);
  const lessons = words.length > 0 ? words.map((word) => findLesson(word)) : listLessons();
  const signal = interruption();
  let failures = 0;
  const say = (name: string, problem: string | undefined) => {
    print(problem ? `  ${paint('red', '✘')} ${name}: ${problem}` : `  ${paint('green', '✔')} ${name}`);
    if (problem) failures += 1;
  };
  try {
    for (const lesson of lessons) {
      print(paint('bold', lesson.name));
      if (options.keepStarter) {
        const problem = await takeStarter(settings, lesson, signal);
        say(`${displayPath(lesson.starter)} is what learners begin with`, problem);
      } else if (isStarterChanged(lesson)) {
        print(paint('dim', changed(lesson)));
      }
      for (const gap of gaps(lesson)) say('complete', gap);
      const cases = eachOnce(gateCases(lesson));
      const grade = async () => {
        for (const gateCase of cases) say(gateCase.name, await judge(settings, lesson, gateCase, signal));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, grade));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('\nStopped before the end.\n');
    process.exitCode = INTERRUPTED;
    return;
  }
  print(failures === 0 ? '\nThe gate is open.' : `\n${failures} of the gate's cases failed.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

function changed({ number, starter }: Lesson): string {
  const file = displayPath(starter);
  return `  ${file} is not what learners begin with. If it is to be: npm run gate ${number} keep-starter`;
}

/** For several loops together: each item goes to one of them, and a loop that throws ends the others, too. */
function* eachOnce<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

await runCommand(command);
