/** The processor: keeps the Flink job of `job.ts` running. */
import { fileURLToPath } from 'node:url';
import type { FlinkClient } from '@workbook/flink';
import type { JobGuard } from '../program/job-guard.js';
import { JobKeeper } from '../program/job-keeper.js';
import { JOB_NAME, type TransactionJobArgs } from './job.js';

/**
 * @param tell hears, in sentences, what happens to the job
 * @param guard ends the job should this program be killed
 */
export function transactionProcessor(
  client: FlinkClient,
  args: TransactionJobArgs,
  tell: (sentence: string) => void,
  guard?: JobGuard,
): JobKeeper<TransactionJobArgs> {
  const file = fileURLToPath(new URL('job.ts', import.meta.url));
  return new JobKeeper(client, { name: JOB_NAME, file, args }, tell, guard);
}
