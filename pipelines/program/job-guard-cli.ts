/** What `JobGuard` starts: waits until the program at the other end of the pipe is gone, and ends the job that it ran. */
import { createInterface } from 'node:readline';
import type { GuardDuty } from './guard-duty.js';

const told: string[] = [];
for await (const line of createInterface({ input: process.stdin })) told.push(line);

const [duty, ...jobIds] = told.map((line) => JSON.parse(line) as unknown);
if (duty) {
  // Only now: most of the time this process waits, and should be small.
  const { endJob, deleteGroups } = await import('./guard-duty.js');
  const { bootstrapServers, groups = [] } = duty as GuardDuty;
  const jobId = jobIds.at(-1) as string | undefined;
  if (jobId) await endJob(duty as GuardDuty, jobId).catch(() => {});
  await deleteGroups(bootstrapServers, groups).catch(() => {});
}
// A client that was cut off may still wait for an answer.
process.exit();
