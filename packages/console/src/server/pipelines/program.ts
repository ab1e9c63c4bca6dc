/** One program of a pipeline: started as in a terminal, its lines kept, ended with Ctrl-C's meaning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describeFailure, runningPrograms, type Settings } from '@workbook/services';
import type { ProgramLine, ProgramView } from '../../api/pipelines.js';
import { ConsoleProblem } from '../problem.js';
import { commandOf, type ProgramSpec } from './pipelines.js';

const KEEPER = fileURLToPath(new URL('./keeper.js', import.meta.url));
const LINES = 60;
const MAX_TEXT = 400;

export class Program {
  #child: ChildProcess | undefined;
  #state: ProgramView['state'] = 'not started';
  #lines: ProgramLine[] = [];
  #leftOut = 0;

  constructor(private readonly spec: ProgramSpec) {}

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get view(): ProgramView {
    return { command: commandOf(this.spec), state: this.#state, lines: this.#lines, leftOut: this.#leftOut };
  }

  /** @throws ConsoleProblem when the workbook has no such program */
  start(settings: Settings): void {
    if (this.#child) return;
    const program = programOf(settings.repository, this.spec);
    const { FORCE_COLOR: _, ...env } = process.env;
    this.#lines = [];
    this.#leftOut = 0;
    const child = spawn(process.execPath, [KEEPER, ...program], {
      cwd: settings.repository,
      env: { ...env, WORKBOOK_HOME: settings.home, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#state = 'running';
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
    }
    child.once('error', (error) => this.#keep(`It could not be started: ${error.message}`));
    child.once('close', (code) => {
      this.#child = undefined;
      this.#state = code === 0 ? 'ended' : 'failed';
      // One that had to be killed leaves its announcement behind; looking at them removes it.
      void runningPrograms(settings.home).catch((error: unknown) => this.#keep(describeFailure(error)));
    });
  }

  /** Asks it to end in good order, as Ctrl-C does. */
  stop(): void {
    if (!this.#child?.connected || this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#child.send('end');
  }

  #keep(line: string): void {
    const plain = stripVTControlCharacters(line);
    const text = plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)} …` : plain;
    this.#lines = [...this.#lines, { at: Date.now(), text }];
    if (this.#lines.length <= LINES) return;
    this.#lines = this.#lines.slice(-LINES);
    this.#leftOut += 1;
  }
}

/** What Node is given for a script of package.json; npm itself would stand between us and the program. */
function programOf(repository: string, { script, words }: ProgramSpec): string[] {
  const { scripts = {} } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  const [node, ...rest] = (scripts[script] ?? '').replace(/^exec /, '').split(' ');
  if (node !== 'node' || rest.length === 0) {
    throw new ConsoleProblem('refused', `This workbook has no command "npm run ${script}".`, {
      remedy: 'A newer one has: npm run update fetches it.',
    });
  }
  return [...rest, ...words];
}
