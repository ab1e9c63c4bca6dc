/** A function that a notebook's cell serves to a job: it runs there, and a throw in it is explained with its cell and line. */
import { beforeAll, expect, test } from 'vitest';
import { type Execution, executeNotebooks, printedBy, TIMEOUT_MS } from './execute.js';

let execution: Execution;
/** The cells with code: their numbers in the notebook. */
const [RIGHT, AGAIN, THROWS] = [2, 3, 4] as const;

beforeAll(async () => {
  const [result] = await executeNotebooks(['notebooks/test/served-function.ipynb']);
  if (!result) throw new Error('The notebook was not executed.');
  execution = result;
}, TIMEOUT_MS);

test('a job asks a function that a cell serves', () => {
  expect(execution.failure).toBeNull();
  expect(printedBy(execution, RIGHT)).toContain('signed: FINISHED, 2 answered\n');
});

test('a cell that is run again ends its earlier service', () => {
  expect(printedBy(execution, AGAIN)).toBe('the first service is closed\n');
});

test('a throw in the function comes back with the line of the cell, and the line where the job asks', () => {
  const printed = printedBy(execution, THROWS);
  expect(printed).toMatch(/^Cell \[4\], line 11: Job inline served dark failed in operator "dark"/);
  expect(printed).toContain('answered with status 500: Cell [4], line 4: RangeError: too dark');
});
