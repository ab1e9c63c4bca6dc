/** The processor: keeps the Flink job of `job.ts` running. */
import { fileURLToPath } from 'node:url';
import type { FlinkClient } from '@workbook/flink';
import { JobKeeper } from '../program/job-keeper.js';
import { JOB_NAME, type TransactionJobArgs } from './job.js';

/** @param tell hears, in sentences, what happens to the job */
export function transactionProcessor(
  client: FlinkClient,
  args: TransactionJobArgs,
  tell: (sentence: string) => void,
): JobKeeper<TransactionJobArgs> {
  return new JobKeeper(client, { name: JOB_NAME, file: fileURLToPath(new URL('job.ts', import.meta.url)), args }, tell);
}
