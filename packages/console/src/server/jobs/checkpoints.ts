/** A job's checkpoints, see https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/monitoring/checkpoint_monitoring/ */
import type { Checkpoint, Checkpoints } from '../../api/jobs.js';
import type { FlinkConnection } from '../flink.js';
import { ConsoleProblem } from '../problem.js';

interface CheckpointAnswer {
  id: number;
  status: Checkpoint['status'];
  is_savepoint: boolean;
  trigger_timestamp: number;
  end_to_end_duration: number;
  state_size: number;
  failure_message?: string;
}

interface CheckpointsAnswer {
  counts: { restored: number; in_progress: number; completed: number; failed: number };
  history: CheckpointAnswer[];
}

const SHOWN = 20;

/** Undefined for a job that makes no checkpoints. */
export async function readCheckpoints(flink: FlinkConnection, jobPath: string): Promise<Checkpoints | undefined> {
  try {
    const [answer, config] = await Promise.all([
      flink.get<CheckpointsAnswer>(`${jobPath}/checkpoints`),
      flink.get<{ interval?: number }>(`${jobPath}/checkpoints/config`),
    ]);
    return checkpointsFrom(answer, config.interval);
  } catch (error) {
    if (error instanceof ConsoleProblem && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** @param intervalMs the largest number there is means that only savepoints are made */
export function checkpointsFrom(
  { counts, history }: CheckpointsAnswer,
  intervalMs: number | undefined,
): Checkpoints | undefined {
  const everyMs = intervalMs !== undefined && intervalMs < Number.MAX_SAFE_INTEGER ? intervalMs : undefined;
  if (everyMs === undefined && history.length === 0) return undefined;
  return {
    everyMs,
    completed: counts.completed,
    failed: counts.failed,
    inProgress: counts.in_progress,
    restored: counts.restored,
    history: history.slice(0, SHOWN).map((it) => ({
      id: it.id,
      status: it.status,
      isSavepoint: it.is_savepoint,
      at: it.trigger_timestamp,
      durationMs: it.end_to_end_duration,
      bytes: it.state_size,
      failure: it.failure_message,
    })),
  };
}
