/**
 * What the runner writes down of a task's failure before Flink hears of it (Console.java). Flink may keep something else: that
 * an event of the JobManager's found the task failed already.
 */

import type { FlinkRest } from '../cluster/rest.js';
import { readTaskManagerLog, taskManagerIds } from '../cluster/task-manager-log.js';
import type { FlinkFailure } from './failure.js';
import { isLostEvent } from './infrastructure.js';

interface FailureNote {
  /** The task's name, as Flink knows it. */
  task: string;
  /** Which of a task's parallel instances, from 0, and which of its executions. */
  subtask: number;
  attempt: number;
  /** The message of a LearnerError. */
  failure: string;
}

/** Puts the failures that the runner has noted in the place of those that only follow from them. */
export async function withNotes<T extends FlinkFailure>(
  rest: FlinkRest,
  jobId: string,
  failures: readonly T[],
  signal?: AbortSignal,
): Promise<T[]> {
  if (!failures.some(({ stacktrace }) => isLostEvent(stacktrace))) return [...failures];
  const notes = await readNotes(rest, jobId, signal);
  return failures.map((failure) => {
    const note = isLostEvent(failure.stacktrace) ? noteOf(failure, notes) : undefined;
    if (!note) return failure;
    return { ...failure, stacktrace: `workbook.flink.engine.LearnerError: ${note.failure}\n${failure.stacktrace}` };
  });
}

/** The newest: one that stands before it was of a call that was tried again. */
function noteOf({ taskName }: FlinkFailure, notes: readonly FailureNote[]): FailureNote | undefined {
  const [, name, number, execution = '0'] = /^(.*) \((\d+)\/\d+\)(?: - execution #(\d+))?$/s.exec(taskName ?? '') ?? [];
  return notes.findLast(
    ({ task, subtask, attempt }) => task === name && subtask === Number(number) - 1 && attempt === Number(execution),
  );
}

async function readNotes(rest: FlinkRest, jobId: string, signal?: AbortSignal): Promise<FailureNote[]> {
  const file = `workbook-failures-${jobId}.log`;
  const ids = await taskManagerIds(rest, signal);
  const texts = await Promise.all(ids.map((id) => readTaskManagerLog(rest, id, file, 0, signal)));
  return texts.flatMap((bytes) =>
    Buffer.from(bytes ?? [])
      .toString()
      .split('\n')
      .flatMap(parseNote),
  );
}

function parseNote(line: string): FailureNote[] {
  try {
    return [JSON.parse(line) as FailureNote];
  } catch {
    // The empty end, or a line that is just being written.
    return [];
  }
}
