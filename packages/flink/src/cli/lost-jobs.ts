/** Names the jobs that were lost with a JobManager, and the commands that start them again. */
import { escapeLine } from '@workbook/terminal';
import type { FlinkClient, JobSummary } from '../cluster/flink-client.js';
import type { LostJob } from '../cluster/lost-jobs.js';
import { formatAge } from './output.js';
import { rerunCommand } from './rerun-command.js';

/** Prints nothing where nothing was lost. */
export function tellLost(client: FlinkClient, known: readonly JobSummary[]): void {
  const lost = client.takeLost(known);
  if (lost.length > 0) console.log(formatLost(lost, Date.now()));
}

/** @param now in ms since 1970 */
export function formatLost(lost: readonly LostJob[], now: number): string {
  const jobs = lost.map((job) => `  ${escapeLine(`${inWords(job, now)}:`)}\n    ${escapeLine(commandFor(job))}`);
  const heading = `Flink's JobManager ended, and ${lost.length === 1 ? 'a job' : `${lost.length} jobs`} with it:`;
  return [heading, ...jobs].join('\n');
}

function inWords({ record, from }: LostJob, now: number): string {
  const job = `${record.plan.job} (${record.id.slice(0, 8)})`;
  if (record.command !== undefined) return `${job} belonged to a program that has ended, too; start that again`;
  if (from) return `${job} can go on from its newest ${from.kind}, ${formatAge(now - from.time)} old`;
  const why = record.plan.settings.checkpointing ? 'has no checkpoint that is left' : 'made no checkpoints';
  return `${job} ${why}, so it can only begin anew`;
}

function commandFor({ record, from }: LostJob): string {
  return record.command ?? rerunCommand({ record }, from?.location);
}
