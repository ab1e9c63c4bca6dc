/** The live tests share one instance, and so one learner's progress: a test that makes some begins and ends without any. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';

export function forgetProgress(): void {
  const { home } = readSettings();
  for (const name of ['progress.json', 'verdicts']) rmSync(path.join(home, name), { recursive: true, force: true });
}
