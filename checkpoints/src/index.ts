/** `@workbook/checkpoints`: a check from inside a notebook. Lessons are written with `@workbook/checkpoints/harness`. */
export { check } from './notebook.js';
export type { Mistake, Place, TaskVerdict, Verdict } from './verdict.js';
