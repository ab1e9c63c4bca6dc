/** `await check('lesson-1')` in a notebook: the same command in its own process, and its verdict as HTML. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY } from './lessons.js';
import { verdictHtml } from './report-html.js';
import type { Verdict } from './verdict.js';

const COMMAND = path.join(path.dirname(fileURLToPath(import.meta.url)), 'cli.js');

/** A place below the cell whose content can be replaced: tslab's `newDisplay()`. */
interface Display {
  html(text: string): void;
}

/**
 * Grades a lesson as `npm run check` does, and shows the verdict below the cell.
 *
 * @param lesson `lesson-1`, `1` or `kafka-producer`
 * @param target `solution` grades the solution
 * @throws Error with the command's words when there is no verdict: an unknown lesson, services that don't start
 */
export async function check(lesson: string, target: 'starter' | 'solution' = 'starter'): Promise<void> {
  const display = newDisplay();
  display.html('<p>Checking …</p>');
  const words = target === 'solution' ? [lesson, 'solution'] : [lesson];
  display.html(verdictHtml(await verdictOf([...words, '--json'])));
}

/** tslab's own, where this is a notebook: there, the kernel has loaded tslab long before. */
function newDisplay(): Display {
  const require = createRequire(import.meta.url);
  const tslab = path.dirname(require.resolve('tslab'));
  if (!Object.keys(require.cache).some((file) => file.startsWith(tslab))) {
    throw new Error('check() shows its verdict in a notebook. In a terminal: npm run check lesson-1');
  }
  return (require('tslab') as { newDisplay(): Display }).newDisplay();
}

/** Runs the command and reads its verdict. */
export function verdictOf(words: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...words], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', () => {
      if (output.stdout.startsWith('{')) resolve(JSON.parse(output.stdout) as Verdict);
      else
        reject(new Error(output.stderr.trim() || 'The check came to no verdict. Run "npm run check" in a terminal.'));
    });
  });
}
