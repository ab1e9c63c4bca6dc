/** `npm run watch lesson-1`: checks a lesson after each save, with a key for each kind of help. */

import { readSettings } from '@workbook/services';
import { painter, UsageError } from '@workbook/terminal';
import { findLesson } from '../lessons/lessons.js';
import { nextUnsolved, readProgress } from '../progress/progress.js';
import { Screen } from '../watch/screen.js';
import { WatchSession } from '../watch/session.js';
import { interruption, learnersCommand, runCommand } from './command-line.js';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

const command = learnersCommand('watch', 'Checks a lesson each time you save a file of it.', [
  ['', 'the first lesson that is not solved'],
  ['lesson-4', 'this lesson'],
])
  .argument('[lesson]', 'lesson-4, 4, 04, flink-map-filter or a file of the lesson')
  .addHelpText('after', '\nKeys: h hint, s solution, n next lesson, c check again, q quit (as does Ctrl-C).')
  .allowExcessArguments(false)
  .action(async (word: string | undefined) => {
    const settings = readSettings();
    const lesson = word === undefined ? nextUnsolved(readProgress(settings.home)) : findLesson(word);
    if (!lesson) throw new UsageError('Every lesson is solved. To watch one all the same: npm run watch lesson-1');
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
    const session = new WatchSession(
      settings,
      lesson,
      new Screen(process.stdout, interactive, painter(process.stdout)),
    );
    const end = leaving(interactive ? session : undefined);
    try {
      await Promise.race([end, session.start().then(() => end)]);
    } finally {
      await session.leave();
    }
    process.stdout.write('\nNo longer watching.\n');
    process.exit();
  });

/** Resolves when the learner wants to leave. With a session, single keys are read from the terminal. */
function leaving(session: WatchSession | undefined): Promise<void> {
  const stopped = interruption();
  return new Promise((resolve) => {
    stopped.addEventListener('abort', () => resolve());
    if (!session) return;
    const actions: Readonly<Record<string, () => unknown>> = {
      h: () => session.hint(),
      s: () => session.solution(),
      n: () => session.next(),
      c: () => session.check(),
      q: resolve,
      [CTRL_C]: () => process.emit('SIGINT'),
      [CTRL_D]: resolve,
    };
    process.stdin.setRawMode(true).setEncoding('utf8');
    process.stdin.on('data', (keys: string) => {
      for (const key of keys) void actions[key.toLowerCase()]?.();
    });
    process.once('exit', () => process.stdin.setRawMode(false));
  });
}

await runCommand(command);
