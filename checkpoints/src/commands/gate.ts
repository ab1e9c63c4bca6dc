/** `npm run gate [lesson]`: for authors. Proves that lessons accept what is right and name what is wrong. */

import { readSettings } from '@workbook/services';
import { painter, print } from '@workbook/terminal';
import { AT_ONCE, gaps, gateCases, judge } from '../gate/gate.js';
import { findLesson, listLessons } from '../lessons/lessons.js';
import { INTERRUPTED, interruption, learnersCommand, runCommand } from './command-line.js';

const command = learnersCommand(
  'gate',
  'For authors: proves that lessons accept what is right and name what is wrong.',
  [
    ['', 'every lesson'],
    ['lesson-4', 'one; 4, 04 and flink-map-filter name the same'],
  ],
)
  .argument('[lessons...]', 'the lessons')
  .action(run);

async function run(words: readonly string[]): Promise<void> {
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

/** For several loops together: each item goes to one of them, and a loop that throws ends the others, too. */
function* eachOnce<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

await runCommand(command);
