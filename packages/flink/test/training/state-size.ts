import type { JobHandle } from '@workbook/flink';
import { vi } from 'vitest';
import type { Live } from '../harness.js';

interface Savepoint {
  id: number;
  external_path?: string;
}

/**
 * How much state a task has, in bytes, as Flink counts it in a savepoint that is taken for it. The same entries and timers are
 * equally large in two savepoints.
 *
 * @param name the task's name: that of its operator, if it has only one
 */
export async function stateSize(live: Live, job: JobHandle, name: string): Promise<number> {
  const location = await job.savepoint();
  const task = (await job.status()).vertices.find((vertex) => vertex.name === name);
  if (!task) throw new Error(`The job has no task "${name}".`);
  const get = (route: string): Promise<unknown> => live.rest.get(`/jobs/${job.id}/${route}`);
  // Flink's REST interface shows what it knew some seconds ago.
  const { id } = await vi.waitFor(
    async () => {
      const { history } = (await get('checkpoints')) as { history: Savepoint[] };
      const savepoint = history.find(({ external_path }) => external_path === location);
      if (!savepoint) throw new Error(`Flink's REST interface does not list the savepoint ${location}.`);
      return savepoint;
    },
    { timeout: 60_000, interval: 50 },
  );
  const { tasks } = (await get(`checkpoints/details/${id}`)) as { tasks: Record<string, { state_size: number }> };
  return tasks[task.id]?.state_size ?? Number.NaN;
}
