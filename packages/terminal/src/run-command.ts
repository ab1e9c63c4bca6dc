/** What the commands share at the terminal: tables, colours, questions, failures. */

import { createInterface } from 'node:readline/promises';
import { watchOutput } from './closed-output.js';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** Colours text where the terminal shows colours; NO_COLOR and pipes are respected. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  if (!stream.isTTY || process.env.NO_COLOR) return text;
  return `\u001b[${CODES[style]}m${text}\u001b[0m`;
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Rows with aligned columns; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), []);
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** 1536 gives `1.5 KB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** Asks a question to be answered with yes or no; without a terminal the answer is no. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}

/**
 * Runs a command to its end: a failure becomes a sentence on standard error and exit code 1; a closed pipe ends it quietly.
 *
 * @param describe the sentence for a failure
 */
export async function runCommand(
  command: () => Promise<unknown>,
  describe: (failure: unknown) => string,
): Promise<void> {
  // kafkajs sets timers in the past, which newer versions of Node warn about.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
  watchOutput(() => process.exit(0));
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${paint('red', describe(error), process.stderr)}\n`);
    process.exitCode = 1;
  }
}
