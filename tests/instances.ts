/** The live tests' own instances of Kafka and Flink, one a lane (`lane-services.ts`): ended and removed after the last test. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { down, readSettings, stopConsole, stopJupyter } from '@workbook/services';
import type { TestProject } from 'vitest/node';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NAME = /^workbook-test-(\d+)/;

export default async function endInstances(project: TestProject): Promise<() => Promise<void>> {
  const home = project.config.env.WORKBOOK_TEST_HOME;
  if (!home) throw new Error('vitest.config.ts gives the live tests no WORKBOOK_TEST_HOME.');
  await removeLeftovers(path.dirname(home));
  const stop = () => removeInstances(path.dirname(home), path.basename(home));
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      stop().finally(() => process.exit(130));
    });
  }
  return stop;
}

/** Ends what an earlier run left behind that was killed before it could tidy up. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await removeInstances(folder, name);
  }
}

/** Ends and removes the instance `name` and those that tests made beside it. */
async function removeInstances(folder: string, name: string): Promise<void> {
  const names = (await readdir(folder)).filter((entry) => `${entry}-`.startsWith(`${name}-`));
  for (const entry of names) {
    const home = path.join(folder, entry);
    const settings = readSettings({ ...process.env, WORKBOOK_HOME: home });
    await stopConsole(settings);
    await stopJupyter(settings);
    await down(settings);
    // A process that was just ended may still have written something meanwhile.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
