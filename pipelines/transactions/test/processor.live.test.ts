/** `npm run transactions:processor` as a person runs it. */
import { existsSync } from 'node:fs';
import { FlinkClient, hasEnded, pathOf } from '@workbook/flink';
import { createTopics, kill, readSettings, up } from '@workbook/services';
import { withAdmin } from '@workbook/services/dist/ask.js';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { fileBeside } from '../../../packages/flink/test/harness.js';
import { deleteSavepoint, SavepointNote } from '../../program/savepoint.js';
import { Program } from '../../program/test/program.js';
import { JOB_NAME } from '../job.js';

// Generous: a busy machine must not fail a test.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** All that a TaskManager has. */
const TASK_SLOTS = 8;
const PATIENCE = { timeout: 120_000, interval: 500 };

const settings = readSettings();
const note = new SavepointNote(settings.home, JOB_NAME);
const programs: Program[] = [];

function start(): Program {
  const program = new Program('transactions/processor-cli.ts', [], settings.home);
  programs.push(program);
  return program;
}

async function runningJobs(): Promise<string[]> {
  const jobs = await new FlinkClient(settings.flink.url).list();
  return jobs.flatMap(({ name, state }) => (name === JOB_NAME && !hasEnded(state) ? [state] : []));
}

beforeAll(() => createTopics(settings));
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  await vi.waitFor(async () => expect(await runningJobs()).toEqual([]), PATIENCE);
  const savepoint = note.read();
  if (savepoint) await deleteSavepoint(savepoint);
  note.forget();
  await withAdmin(settings, async (admin) => {
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((name) => name === 'transactions-processor');
    if (own.length > 0) await admin.deleteGroups(own);
  });
});

it('takes its job with it when it is killed, and the next one goes on where that ended', async () => {
  const first = start();
  await first.says(/The job runs/);
  await first.kill();
  await vi.waitFor(() => expect(note.read()).toEqual(expect.any(String)), PATIENCE);
  expect(await runningJobs()).toEqual([]);
  const savepoint = note.read() ?? '';
  expect(existsSync(pathOf(savepoint) ?? '')).toBe(true);

  const next = start();
  await next.says(/The job runs/);
  expect(note.read()).toBeUndefined();
  next.interrupt();
  expect(await next.ends(), next.output).toBe(0);
  expect(existsSync(pathOf(savepoint) ?? '')).toBe(false);
  expect(note.read()).toEqual(expect.any(String));
});

it('says what it waits for while its job finds no free task slots, also that the TaskManager is gone', async () => {
  const client = new FlinkClient(settings.flink.url);
  const full = await client.submit(fileBeside(import.meta.url, '../../../packages/flink/test/client/jobs/idle.ts'), {
    parallelism: TASK_SLOTS,
    typeCheck: false,
  });
  try {
    await full.waitFor('RUNNING', { timeoutMs: PATIENCE.timeout });
    const program = start();
    await program.says(/Job transactions is deploying: 0 of \d+ tasks? runs?, \d+ waits? for a free task slot\./);
    expect(program.output).not.toContain('The job runs');
    await kill(settings, 'taskmanager', 'SIGKILL');
    await program.says(/Flink TaskManager is down\. Run "npm run services up"/);
    expect(program.output).not.toContain('The job runs');
    // It makes no checkpoints, so it ends.
    await full.waitForEnd({ timeoutMs: PATIENCE.timeout });
    await up(settings);
    await program.says(/The job runs/);
    await program.says(/Flink TaskManager is back\./);
  } finally {
    await full.cancel();
  }
});
