/** Every notebook of the workbook, executed from top to bottom on live services. */
import { expect, test } from 'vitest';
import { executeNotebooks, TIMEOUT_MS } from './execute.js';
import { findNotebooks } from './folders.js';

test.each(findNotebooks())('%s runs from top to bottom', { timeout: TIMEOUT_MS }, async (notebook) => {
  const [execution] = await executeNotebooks([notebook]);
  expect(execution?.failure).toBeNull();
  if (!notebook.endsWith('start-here.ipynb')) return;
  const printed = execution?.cells.flatMap(({ outputs }) => outputs.map((output) => output.text));
  expect(printed, 'the first message comes back').toContain('greeting: {"text":"Hello, Kafka!"}\n');
});
