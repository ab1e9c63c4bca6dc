/** What must be known of the cluster to explain a failure. */
import type { FlinkFailure } from '../failures/failure.js';
import { type ClusterNow, hangsOnTaskManagers } from '../failures/infrastructure.js';
import type { FlinkRest } from './rest.js';

/** How many TaskManagers are registered now. */
export async function countTaskManagers(rest: FlinkRest, signal?: AbortSignal): Promise<number> {
  const { taskmanagers } = await rest.get<{ taskmanagers: number }>('/overview', signal);
  return taskmanagers;
}

/** Asks Flink only where the failures leave it open. */
export async function clusterNow(
  rest: FlinkRest,
  failures: readonly FlinkFailure[],
  signal?: AbortSignal,
): Promise<ClusterNow> {
  const isOpen = failures.some(({ stacktrace }) => hangsOnTaskManagers(stacktrace));
  return isOpen ? { taskManagers: await countTaskManagers(rest, signal) } : {};
}
