/**
 * A terminal as a person has it: a pseudo-terminal from Python's own `pty` module, whose output a terminal emulator puts
 * on a screen. Python is on every machine that can run the workbook, so nothing has to be compiled or installed for it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import emulator from '@xterm/headless';
import { REPOSITORY } from '../dist/lessons/lessons.js';

const PYTHON = process.env.WORKBOOK_PYTHON ?? 'python3';
const DRIVER = path.join(import.meta.dirname, 'terminal.py');
const ROWS = 50;
const COLUMNS = 110;

/** Keys that have no letter. */
export const CTRL_C = '\u0003';

export interface TerminalOptions {
  env?: NodeJS.ProcessEnv;
  /** `full-disk`: no file can be written. `no-override`: root has no more rights to files than others. */
  limits?: readonly ('full-disk' | 'no-override')[];
}

const { scripts } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What npm would run for `npm run words`. Npm itself takes longer to start than the command does. */
export function script(words: string): string[] {
  const [name = '', ...rest] = words.split(' ');
  return [...(scripts[name] ?? '').replace(/^exec /, '').split(' '), ...rest];
}

/** `npm run words`, with all that npm does to it. */
export const npmRun = (words: string) => ['npm', 'run', '--silent', ...words.split(' ')];

export class Terminal {
  readonly #driver: ChildProcess;
  readonly #screen = new emulator.Terminal({ rows: ROWS, cols: COLUMNS, allowProposedApi: true });
  /** Resolves to the exit code; 128 and more after a signal. */
  readonly ended: Promise<number>;

  constructor(command: readonly string[], { env = {}, limits = [] }: TerminalOptions = {}) {
    const size = [String(ROWS), String(COLUMNS)];
    this.#driver = spawn(PYTHON, [DRIVER, ...size, ...limits, '--', ...command], {
      cwd: REPOSITORY,
      env: { ...process.env, TERM: 'xterm-256color', CI: undefined, NO_COLOR: undefined, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#driver.stdout?.on('data', (bytes: Buffer) => this.#screen.write(bytes));
    this.ended = once(this.#driver, 'close').then(([code]) => code as number);
  }

  type(keys: string): void {
    this.#driver.stdin?.write(keys);
  }

  /** Closes the window, as a person does who has had enough. */
  close(): void {
    this.#driver.stdin?.end();
  }

  /** What the screen shows, and what was scrolled out of it, without colours. */
  async text(): Promise<string> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const buffer = this.#screen.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /** What can be seen without scrolling. */
  async view(): Promise<string> {
    return (await this.text()).split('\n').slice(this.#screen.buffer.active.baseY).join('\n');
  }
}

/** Runs a command to its end in a terminal. */
export async function inTerminal(
  command: readonly string[],
  options?: TerminalOptions,
): Promise<{ code: number; text: string }> {
  const terminal = new Terminal(command, options);
  const code = await terminal.ended;
  return { code, text: await terminal.text() };
}
