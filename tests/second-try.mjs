// Live tests share a machine with whatever else runs on it. A file that fails gets one more try, alone, and is named.

/** Where more files fail than these, something is broken: the run is red, and no file gets a second try. */
export const FLAKY_LIMIT = 5;

/** @import {FileResult} from './results.mjs' */

/**
 * What counts after the second try: for each file its last result. A file that passed then is flaky; its output is that
 * of the first try.
 *
 * @param {FileResult[]} first
 * @param {FileResult[]} second
 * @returns {{files: FileResult[], flaky: {file: string, output: string}[]}}
 */
export function settle(first, second) {
  const again = new Map(second.map((result) => [result.file, result]));
  const files = first.map((result) => again.get(result.file) ?? result);
  const flaky = first.filter(({ file }) => again.get(file)?.failed === 0).map(({ file, output }) => ({ file, output }));
  return { files, flaky };
}
