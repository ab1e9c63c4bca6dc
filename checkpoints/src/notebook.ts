/** `await check('lesson-1')` in a notebook: the same command in its own process, and its verdict as HTML. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newDisplay } from '@workbook/notebook';
import type { Verdict } from './grading/verdict.js';
import { REPOSITORY } from './lessons/lessons.js';
import { verdictHtml } from './report/report-html.js';

const COMMAND = path.join(path.dirname(fileURLToPath(import.meta.url)), 'cli.js');

/**
 * Grades a lesson as `npm run check` does, and shows the verdict below the cell.
 *
 * @param lesson `lesson-1`, `1` or `kafka-producer`
 * @param target `solution` grades the solution
 * @throws Error with the command's words when there is no verdict: an unknown lesson, services that don't start; and outside
 *   of a notebook, where `npm run check` is the way
 */
export async function check(lesson: string, target: 'starter' | 'solution' = 'starter'): Promise<void> {
  const display = newDisplay('check()');
  display.html('<p>Checking …</p>');
  const words = target === 'solution' ? [lesson, 'solution'] : [lesson];
  display.html(verdictHtml(await verdictOf([...words, '--json'])));
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
