/** A failure as Flink keeps it where an event of the JobManager's came to a task that had failed and was not reported yet. */
import type { JobHandle } from '@workbook/flink';
import type { FlinkRest } from '../dist/cluster/rest.js';
import { restartHistory } from '../dist/cluster/restarts.js';

/** As Flink 2.3 tells it: the source's coordinator had just said that there are no more splits. */
export const LOST_EVENT = `org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy
\tat org.apache.flink.runtime.executiongraph.failover.ExecutionFailureHandler.handleFailure(ExecutionFailureHandler.java:219)
Caused by: org.apache.flink.util.FlinkException: An OperatorEvent from an OperatorCoordinator to a task was lost. Triggering task failover to ensure consistency. Event: '[NoMoreSplitEvent]', targetTask: Source: a -> check (1/1) - execution #0
\tat org.apache.flink.runtime.operators.coordination.SubtaskGatewayImpl.lambda$sendEvent$0(SubtaskGatewayImpl.java:132)
Caused by: java.util.concurrent.CompletionException: org.apache.flink.runtime.operators.coordination.TaskNotRunningException: Task is not running, but in state FAILED
\tat org.apache.flink.runtime.taskexecutor.TaskExecutor.sendOperatorEventToTask(TaskExecutor.java:1480)
Caused by: org.apache.flink.runtime.operators.coordination.TaskNotRunningException: Task is not running, but in state FAILED
\tat org.apache.flink.runtime.taskmanager.Task.deliverOperatorEvent(Task.java:1430)
`;

interface Exceptions {
  exceptionHistory: { entries: { stacktrace: string }[] };
}

/** What a job that failed would be said to have failed with, had Flink heard of a lost event first. */
export async function causeHadEventBeenLost(rest: FlinkRest, job: JobHandle): Promise<string | undefined> {
  const route = `/jobs/${job.id}/exceptions`;
  const { exceptionHistory } = await rest.get<Exceptions>(route);
  const entries = exceptionHistory.entries.map((entry) => ({ ...entry, stacktrace: LOST_EVENT }));
  const told = {
    get: async (asked: string, ...more: [AbortSignal?, number?]) =>
      asked === route ? { exceptionHistory: { entries } } : rest.get(asked, ...more),
    bytes: (...asked: Parameters<FlinkRest['bytes']>) => rest.bytes(...asked),
  } as FlinkRest;
  return (await restartHistory(told, job, await job.status(), job.record)).cause?.message;
}
