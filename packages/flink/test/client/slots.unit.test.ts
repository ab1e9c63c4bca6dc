import { bundleJob, planJob } from '@workbook/flink';
import { describe, expect, test } from 'vitest';
import { FlinkRest } from '../../src/cluster/rest.js';
import { requireSlots } from '../../src/cluster/slots.js';
import { TooFewSlotsError } from '../../src/failures/errors.js';
import { answering } from './answering.js';
import { jobFile } from './job-folder.js';

/** What is said of a job on a cluster with so many slots. */
async function said(graph: string, slots: number, parallelism?: number): Promise<unknown> {
  const file = jobFile(`import { defineJob } from '@workbook/flink';
export default defineJob('j', (env) => {
  ${graph}
});
`);
  const planned = await planJob(await bundleJob(file));
  const flink = await answering(() => [200, { 'slots-total': slots }]);
  return requireSlots(new FlinkRest(flink.url, { reconnectMs: 0 }), planned, { parallelism }).catch(
    (error: unknown) => error,
  );
}

const NUMBERS = 'const numbers = env.fromSequence(1, 9);';

describe('a job that needs more task slots than there are', () => {
  test('is refused, with both numbers', async () => {
    const error = await said(`${NUMBERS} numbers.print();`, 8, 9);
    expect(error).toBeInstanceOf(TooFewSlotsError);
    expect((error as Error).message).toBe(
      'Job j was not submitted: it needs 9 task slots, and the cluster has 8. Lower its parallelism to 8 at most.',
    );
  });

  test('is refused at the line that asks for them', async () => {
    const error = await said(`${NUMBERS} numbers.map((n) => n).setParallelism(9).print();`, 8);
    expect((error as Error).message).toMatch(/job\.ts:3:\d+: Job j was not submitted: it needs 9 task slots/);
  });

  test('is refused for its slot sharing groups together, which go on down the stream', async () => {
    const graph = `${NUMBERS} numbers.map((n) => n).slotSharingGroup('own').filter((n) => n > 1).print();`;
    expect(await said(graph, 8, 4)).toBeUndefined();
    const error = await said(graph, 8, 5);
    expect((error as Error).message).toMatch(/needs 10 task slots.* Its 2 slot sharing groups don't share slots/);
  });
});

test.each([
  ['as many as there are', `${NUMBERS} numbers.print();`, 8, 8],
  ['where no TaskManager is there yet', `${NUMBERS} numbers.print();`, 0, 9],
  ['of which operators set fewer', `${NUMBERS} numbers.map((n) => n).setParallelism(2).print();`, 8, 8],
])('task slots are enough: %s', async (_, graph, slots, parallelism) => {
  expect(await said(graph, slots, parallelism)).toBeUndefined();
});
