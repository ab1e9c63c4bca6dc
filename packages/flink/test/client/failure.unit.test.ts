import { expect, it } from 'vitest';
import type { JobRecord } from '../../src/cluster/job-records.js';
import { explainFailure } from '../../src/failures/failure.js';

/** A failure without a line of the author's, in an operator of this name. */
const refused = (operator: string) => ({
  exceptionName: 'workbook.LearnerException',
  stacktrace: `workbook-error: ${JSON.stringify({ operator, name: null, message: 'the record is no JSON', kind: 'record', stack: '', record: null })}\n`,
  timestamp: 0,
});

/** A plan with operators at these lines, all of one name. */
function submitted(name: string, lines: readonly number[]): Pick<JobRecord, 'bundle' | 'plan' | 'positions'> {
  const nodes = lines.map((_, id) => ({ id, name }));
  const positions = Object.fromEntries(lines.map((line, id) => [id, { file: 'job.ts', line, column: 3 }]));
  const bundle = { positions: { own: () => [], frame: () => undefined } };
  return { bundle, plan: { nodes }, positions } as unknown as Pick<JobRecord, 'bundle' | 'plan' | 'positions'>;
}

it('names the places of operators that share a name, each once', () => {
  const failure = explainFailure('id', 'totals', refused('write') as never, submitted('write', [4, 9, 4, 4]));
  expect(failure.message).toContain(
    '"write" is the name of 4 operators, at job.ts:4:3 (3 times) and job.ts:9:3: .name(…) tells them apart.',
  );
});

it('says of a function that was stopped who called it, as the loop may be there', () => {
  const stack = [
    { file: 'job.ts', line: 4, column: 3, function: 'collatz' },
    { file: 'job.ts', line: 16, column: 16 },
  ];
  const bundle = { positions: { own: (them: typeof stack) => them, frame: () => undefined } };
  const stopped = { operator: 'Map', name: null, message: 'it did not return', kind: 'timeout', stack, record: null };
  const told = (of: typeof stack) =>
    explainFailure(
      'id',
      'totals',
      { ...refused('Map'), stacktrace: `workbook-error: ${JSON.stringify({ ...stopped, stack: of })}\n` } as never,
      { bundle, plan: { nodes: [] }, positions: {} } as never,
    ).message.split('\n')[1];
  expect(told(stack)).toBe('It was stopped in collatz, called at job.ts:16:16: the loop may be in any of them.');
  expect(told(stack.slice(0, 1))).toMatch(/^A function must return/);
});

it('explains why a job could not start from its savepoint, in the sentence that refuses a submission', () => {
  const stacktrace =
    "java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory '/nowhere/sav' on file system 'file'.\n\tat a.B.c(D.java:1)\n";
  const failure = { exceptionName: 'java.io.FileNotFoundException', stacktrace, timestamp: 0, taskName: null };
  const [line] = explainFailure('id', 'totals', failure, undefined).message.split('\n');
  expect(line).toMatch(/^Job totals failed: there is no savepoint at \/nowhere\/sav\./);
});

it('names a helper that made all of them once', () => {
  const failure = explainFailure('id', 'totals', refused('write') as never, submitted('write', [4, 4]));
  expect(failure.message).toContain('"write" is the name of 2 operators, at job.ts:4:3 (2 times): .name(…)');
});
