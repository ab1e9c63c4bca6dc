/** Whether a cluster can ever have as many task slots as a job needs. Flink would take the job, and let it wait. */
import { counted } from '@workbook/terminal';
import { TooFewSlotsError } from '../failures/errors.js';
import { slotNeed } from '../plan/subtasks.js';
import { formatPosition } from '../prepare/source-positions.js';
import type { JobRecord } from './job-records.js';
import type { FlinkRest } from './rest.js';

/**
 * For a cluster whose TaskManagers stay as many as they are: what others hold counts, too, since they may give it back.
 *
 * @param parallelism of operators that set none
 * @throws TooFewSlotsError if the job needs more than there are
 */
export async function requireSlots(
  rest: FlinkRest,
  { plan, positions }: Pick<JobRecord, 'plan' | 'positions'>,
  { parallelism, signal }: { parallelism?: number; signal?: AbortSignal },
): Promise<void> {
  const { slots, groups, widest } = slotNeed(plan, { parallelism });
  const { 'slots-total': total } = await rest.get<{ 'slots-total': number }>('/overview', signal);
  // Without any there is no TaskManager yet: that has a sentence of its own.
  if (total === 0 || slots <= total) return;
  const position = widest?.parallelism === undefined ? undefined : positions[widest.id];
  const where = position ? `${formatPosition(position)}: ` : '';
  const remedy =
    groups > 1
      ? `Its ${groups} slot sharing groups don't share slots: put more operators into one, or lower the parallelism.`
      : `Lower its parallelism to ${total} at most.`;
  throw new TooFewSlotsError(
    `${where}Job ${plan.job} was not submitted: it needs ${counted(slots, 'task slot')}, and the cluster has ${total}. ${remedy}`,
    position,
  );
}
