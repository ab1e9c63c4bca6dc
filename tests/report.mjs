// The words at the end of npm test.
import { cpus } from 'node:os';
import { duration } from '../setup/steps.mjs';

const SLOWEST = 20;
/** Lines that are shown of what a flaky file said, of which `flaky.jsonl` has all, and of what a failed one said. */
const SHOWN_LINES = { flaky: 12, failed: 40 };
/** The live tests whose time grows with the number of lessons. */
const GATE = 'checkpoints/test/gate.live.test.ts';
const isNotebooks = (file) => file.startsWith('notebooks/') && file.endsWith('.live.test.ts');

/** @import {FileResult} from './results.mjs' */

/**
 * How long what took.
 *
 * @param {{name: string, files: FileResult[], passed: number, failed: number, skipped: number, seconds: number,
 *   busySeconds: number}[]} results of the suites
 */
export function figures(results) {
  const suites = results.map(suiteLine);
  const files = results.flatMap((result) => result.files);
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  if (slowest.length === 0) return `${suites.join('\n')}\n`;
  return [
    `The slowest ${slowest.length} of ${files.length} files:`,
    ...slowest.map(({ file, seconds }) => `${duration(seconds).padStart(10)}  ${file}`),
    ...growth(files),
    ...suites,
    '',
  ].join('\n');
}

function suiteLine({ name, passed, failed, skipped, seconds, busySeconds }) {
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  const share = Math.round((100 * busySeconds) / (seconds * cpus().length));
  const machine = `processor time ${duration(busySeconds)}, ${share} % of ${cpus().length} processors`;
  return `${name.padEnd(6)} ${passed} passed, ${failed} failed${left}  ${duration(seconds)}  (${machine})`;
}

/** What each lesson adds to the suite, and what it takes without any. */
function growth(files) {
  const live = files.filter(({ file }) => file.includes('.live.test.'));
  const gate = live.find(({ file }) => file === GATE);
  if (!gate) return [];
  const cases = gate.passed + gate.failed;
  const seconds = (some) => some.reduce((sum, file) => sum + file.seconds, 0);
  const notebooks = seconds(live.filter(({ file }) => isNotebooks(file)));
  const fixed = seconds(live) - gate.seconds - notebooks;
  return [
    `The gate: ${cases} cases in ${duration(gate.seconds)}, ${(gate.seconds / cases).toFixed(1)} s each. ` +
      `Notebooks: ${duration(notebooks)}. Fixed, whatever the number of lessons: ${duration(fixed)}.`,
  ];
}

/** @param {{file: string, output: string}[]} flaky files that passed at their second try, with their first failure */
export function flakyList(flaky) {
  if (flaky.length === 0) return '';
  const said = flaky.map((each) => saidBy(each, SHOWN_LINES.flaky));
  return `\nFlaky, passed only when run once more and alone (all of it in .workbook/flaky.jsonl):\n${said.join('\n')}\n\n`;
}

/**
 * What failed, once more and short: whoever sees only the end of a long run sees all of it.
 *
 * @param {{files: FileResult[]}[]} results of the suites
 */
export function failedList(results) {
  const failed = results.flatMap(({ files }) => files).filter((file) => file.failed > 0);
  if (failed.length === 0) return '';
  return `\nFailed:\n${failed.map((each) => saidBy(each, SHOWN_LINES.failed)).join('\n')}\n`;
}

/** A file's name, and under it the first lines of what its failures say. */
function saidBy({ file, output }, shown) {
  const lines = output.trimEnd().split('\n');
  const more = lines.length > shown ? [`… (${lines.length - shown} more lines)`] : [];
  return [file, ...[...lines.slice(0, shown), ...more].map((line) => `    ${line}`)].join('\n');
}

/**
 * The suite's last line. In CI a test that didn't run proves nothing, unless it was left out by name; a learner's machine
 * may lack a browser.
 *
 * @param {{passed: number, failed: number, skipped: number, flaky?: object[]}[]} results
 * @param {{stopped: boolean, leftOut: boolean, ci: boolean}} how
 */
export function verdict(results, { stopped, leftOut, ci }) {
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const skipped = ci && !leftOut ? sum((result) => result.skipped) : 0;
  const failed = sum((result) => result.failed) + skipped + (stopped ? 1 : 0);
  return { line: `${sum((result) => result.passed)} passed, ${failed} failed`, failed };
}
