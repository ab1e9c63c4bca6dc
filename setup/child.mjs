// Child processes: started with argument arrays, listened to, and ended with this one.
import { spawn } from 'node:child_process';

const interruption = new AbortController();

/** Aborts when the whole setup ends early: on Ctrl-C, or because one of its steps failed. */
export const interrupted = interruption.signal;

/** Ends all child processes; later ones don't start. */
export function interrupt() {
  interruption.abort();
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, input?: string, onLine?: (line: string) => void}} [options]
 *   onLine gets each line of the standard output
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>} rejects when the program can't be started
 */
export function run(program, args, { cwd, env, input = '', onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, signal: interrupted, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let pending = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (!onLine) {
        stdout += text;
        return;
      }
      const lines = (pending + text).split('\n');
      pending = lines.pop();
      lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}); // a program that ends before it has read its input says why by its exit code
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
