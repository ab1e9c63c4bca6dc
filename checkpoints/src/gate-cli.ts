/** `npm run gate [lesson]`: for authors. Proves that lessons accept what is right and name what is wrong. */
import { describeFailure, readSettings } from '@workbook/services';
import { gaps, gateCases, judge } from './gate.js';
import { findLesson, listLessons } from './lessons.js';
import { painter } from './report.js';

async function main(words: readonly string[]): Promise<void> {
  const settings = readSettings();
  const paint = painter(process.stdout);
  const lessons = words.length > 0 ? words.map((word) => findLesson(word)) : listLessons();
  let failures = 0;
  const say = (name: string, problem: string | undefined) => {
    process.stdout.write(
      problem ? `  ${paint('red', '✘')} ${name}: ${problem}\n` : `  ${paint('green', '✔')} ${name}\n`,
    );
    if (problem) failures += 1;
  };
  for (const lesson of lessons) {
    process.stdout.write(`${paint('bold', lesson.name)}\n`);
    for (const gap of gaps(lesson)) say('complete', gap);
    for (const gateCase of gateCases(lesson)) say(gateCase.name, await judge(settings, lesson, gateCase));
  }
  process.stdout.write(failures === 0 ? '\nThe gate is open.\n' : `\n${failures} of the gate's cases failed.\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
});
