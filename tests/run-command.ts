/** Runs a package's built command as a learner's terminal would. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { readSettings } from '@workbook/services';

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** What it has written to standard output so far. */
  output: () => string;
  finished: Promise<Finished>;
}

/** Starts `packages/NAME/dist/cli.js` with these words; `env` is added to this process's environment, `input` stands on its standard input. */
export function startCommand(
  name: 'services' | 'kafka',
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Running {
  const file = path.join(readSettings().repository, 'packages', name, 'dist', 'cli.js');
  const child = spawn(process.execPath, [file, ...words], {
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[stream] += chunk;
    });
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
  return { child, output: () => texts.stdout, finished };
}

/** Runs it to its end. */
export function runCommand(
  name: 'services' | 'kafka',
  words: readonly string[],
  env?: NodeJS.ProcessEnv,
  input?: string,
): Promise<Finished> {
  return startCommand(name, words, env, input).finished;
}
