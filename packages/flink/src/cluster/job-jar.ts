import { strToU8, zipSync } from 'fflate';
import type { Plan, Submission } from '../plan/plan.js';
import type { JobBundle } from '../prepare/bundle.js';

/** The runner's class that Flink starts; it is in Flink's lib folder, not in the job's jar. */
export const ENTRY_CLASS = 'workbook.flink.Runner';

/** A job's jar holds no class, only data: the plan, what fixes its evaluation, and the code of its functions. */
export function packJob(bundle: JobBundle, plan: Plan, submission: Submission): Blob {
  const jar = zipSync(
    {
      'plan.json': strToU8(JSON.stringify(plan)),
      'submission.json': strToU8(JSON.stringify(submission)),
      'bundle.js': strToU8(bundle.code),
    },
    { level: 6 },
  );
  return new Blob([jar as Uint8Array<ArrayBuffer>], { type: 'application/java-archive' });
}

/** The jar's file name, from which Flink's dashboard shows what was uploaded; by the job's id no other jar has it. */
export function jarName(job: string, id: string): string {
  return `${job.replace(/[^\w.-]+/g, '-').slice(0, 80) || 'job'}-${id}.jar`;
}
