import { expect, test } from 'vitest';
import { onceAllTasksRun } from '../../src/cluster/savepoints.js';
import { SavepointError } from '../../src/failures/errors.js';

const NOT_YET = 'Flink took no savepoint of job sums: Not all required tasks are currently running.';

/** Answers with each of these in turn. */
function taking(...answers: (string | Error)[]): () => Promise<string> {
  return async () => {
    const answer = answers.shift() ?? 'asked too often';
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

test('a savepoint waits for all tasks, also when one falls between the question and the savepoint', async () => {
  let waits = 0;
  const running = async () => {
    waits += 1;
  };
  const location = await onceAllTasksRun(running, taking(new SavepointError(NOT_YET), 'file:/sav'), {});
  expect(location).toBe('file:/sav');
  expect(waits).toBe(2);
});

test('a savepoint that fails for another reason, or after the time is up, fails', async () => {
  const running = async () => {};
  const full = new SavepointError('Flink took no savepoint of job sums: No space left on device');
  await expect(onceAllTasksRun(running, taking(full), {})).rejects.toBe(full);
  const late = new SavepointError(NOT_YET);
  await expect(onceAllTasksRun(running, taking(late), { timeoutMs: 0 })).rejects.toBe(late);
});
