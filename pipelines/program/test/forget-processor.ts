import { FlinkClient, hasEnded } from '@workbook/flink';
import { readSettings, withAdmin } from '@workbook/services';
import { expect, vi } from 'vitest';
import { deleteSavepoint, SavepointNote } from '../savepoint.js';

const PATIENCE = { timeout: 150_000, interval: 500 };

/**
 * Once a processor's job has ended: deletes what it keeps for the next one, a savepoint, and its group as soon as a
 * checkpoint has committed offsets.
 */
export async function forgetProcessor(jobName: string, groupId: string): Promise<void> {
  const settings = readSettings();
  await vi.waitFor(async () => {
    const jobs = await new FlinkClient(settings.flink.url).list();
    expect(jobs.filter(({ name, state }) => name === jobName && !hasEnded(state))).toEqual([]);
  }, PATIENCE);
  const note = new SavepointNote(settings.home, jobName);
  const savepoint = note.read();
  if (savepoint) await deleteSavepoint(savepoint);
  note.forget();
  await withAdmin(settings, async (admin) => {
    const { groups } = await admin.listGroups();
    if (groups.some((group) => group.groupId === groupId)) await admin.deleteGroups([groupId]);
  });
}
