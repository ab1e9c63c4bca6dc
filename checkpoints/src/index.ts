/** `@workbook/checkpoints`: a check from inside a notebook. Lessons are written with `@workbook/checkpoints/harness`. */

export type { Mistake, Place, TaskVerdict, Verdict } from './grading/verdict.js';
export { check } from './notebook.js';
