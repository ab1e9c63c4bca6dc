/** Jobs that are written in a notebook's cells: they run, and a mistake in them is explained with its cell and line. */
import { FlinkClient, hasEnded } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import { beforeAll, expect, test } from 'vitest';
import { type Execution, executeNotebooks, printedBy, TIMEOUT_MS } from './execute.js';

let execution: Execution;
/** The cells with code: their numbers in the notebook. */
const [RIGHT, CONSTANT, CLASS, GRAPH, THROWS, TYPES, AGAIN] = [2, 3, 4, 5, 6, 7, 8] as const;

beforeAll(async () => {
  const [result] = await executeNotebooks(['notebooks/test/inline-jobs.ipynb']);
  if (!result) throw new Error('The notebook was not executed.');
  execution = result;
}, TIMEOUT_MS);

function errorOf(cell: number): { ename?: string; evalue?: string } {
  const error = execution.cells[cell - 1]?.outputs.find(({ output_type: type }) => type === 'error');
  return error ?? {};
}

test('the notebook comes to its end, and no job is left', async () => {
  expect(execution.failure).toBeNull();
  const jobs = await new FlinkClient(readSettings().flink.url).list();
  const left = jobs.filter(({ name, state }) => name.startsWith('inline') && !hasEnded(state));
  expect(left).toEqual([]);
});

test('a job in a cell runs with the imports of its notebook', () => {
  const printed = printedBy(execution, RIGHT);
  expect(printed).toContain('received {"n":42}');
});

test('what the job prints appears in the notebook', () => {
  const printed = execution.cells.map((_, index) => printedBy(execution, index + 1)).join('');
  expect(printed).toContain('[double] doubling 21\n');
});

test('a constant from outside is named, with its line and what to do', () => {
  expect(errorOf(CONSTANT)).toMatchObject({ ename: 'JobFileError' });
  expect(errorOf(CONSTANT).evalue).toMatch(
    /^Cell \[3\], line 4: the job uses limit, a variable .*\(line 2\)\..*args: \{ limit \}/s,
  );
});

test('a class of an earlier cell is named, with its cell and what to do', () => {
  expect(errorOf(CLASS).evalue).toMatch(
    /^Cell \[4\], line 3: the job uses Doubler, a class .*\(Cell \[1\], line 33\)\. .*import it\./s,
  );
});

test('a mistake in the graph is found before anything is submitted', () => {
  expect(errorOf(GRAPH)).toMatchObject({ ename: 'JobPlanError' });
  expect(errorOf(GRAPH).evalue).toMatch(/sink/);
});

test('a throw on the cluster comes back with the line of the cell and the record', () => {
  const { ename, evalue } = errorOf(THROWS);
  expect(ename).toBe('JobFailedError');
  expect(evalue).toMatch(/^Cell \[6\], line 9: Job inline throws failed in operator "trim": TypeError/);
  expect(evalue).toContain('>  9 |       return { name: record.name!.trim() };');
  expect(evalue).toContain('record: {}');
});

test('types are checked before anything else', () => {
  expect(errorOf(TYPES)).toMatchObject({ ename: 'TypeScriptError' });
  expect(errorOf(TYPES).evalue).toMatch(/line 3.*'m' does not exist on type 'Numbered'/);
});

test('a cell that is run again cancels its earlier job', () => {
  const printed = printedBy(execution, AGAIN);
  expect(printed).toContain('round 1: RUNNING');
  expect(printed).toContain('The earlier job "inline again" is cancelled.\n');
  expect(printed).toContain('round 2: RUNNING');
});
