/** What a measurement found, and how it is shown. Nothing here judges: a figure that falls short is said, never an error. */
import { appendFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { paint, table } from '@workbook/terminal';

export interface Figure {
  what: string;
  /** As text, such as `≤ 10 s`; empty where there is none. */
  target: string;
  /** As text, such as `8.2 s`, with the spread where there was more than one run. */
  measured: string;
  /** Whether the target is reached; undefined where there is none. */
  reached?: boolean;
}

/** Where `npm run bench` collects the figures of the programs that it runs. */
export const COLLECTED_IN = 'WORKBOOK_BENCH_FIGURES';

/** Prints a table of figures, and hands them to `npm run bench` if that started this program. */
export function reportFigures(figures: Figure[]): void {
  printFigures(figures);
  const file = process.env[COLLECTED_IN];
  if (file) appendFileSync(file, figures.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
}

export function printFigures(figures: Figure[]): void {
  const rows = figures.map(({ what, target, measured, reached }) => [
    what,
    target,
    measured,
    reached === undefined ? '' : reached ? paint('green', 'reached') : paint('yellow', 'falls short'),
  ]);
  const [heading = '', ...lines] = table([['what', 'target', 'measured'], ...rows]).split('\n');
  console.log([`\n${paint('bold', heading)}`, ...lines].join('\n'));
  console.log(paint('dim', `${machine()}, load ${load()} at the end`));
}

/** The load average of the last minute: how much else the machine had to do. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

function machine(): string {
  const processors = cpus();
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model.trim() || 'unknown CPU'}`;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A figure of times in ms, against an upper limit in ms. */
export function timeFigure(what: string, limitMs: number | undefined, times: readonly number[]): Figure {
  const middle = median(times);
  return {
    what,
    target: limitMs === undefined ? '' : `≤ ${seconds(limitMs)}`,
    measured: times.length === 1 ? seconds(middle) : `${seconds(middle)} (median of ${times.length}: ${spread(times)})`,
    reached: limitMs === undefined ? undefined : middle <= limitMs,
  };
}

function spread(times: readonly number[]): string {
  return `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
}

/** `0.32 s`, `8.2 s`, `90 s`. */
export function seconds(ms: number): string {
  const value = ms / 1000;
  return `${value.toFixed(value < 1 ? 2 : value < 30 ? 1 : 0)} s`;
}
