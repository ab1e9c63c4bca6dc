/** Reads the Flink client's errors as mistakes of the learner's, as far as they are. */
import type { JobFailedError } from '@workbook/flink';
import { TaskMistake } from './mistakes.js';

interface Positioned extends Error {
  position?: { file: string; line: number; column: number };
}

/** Undefined for an error that the learner's code did not cause. */
export function flinkMistake(error: unknown, file: string): TaskMistake | undefined {
  if (!(error instanceof Error)) return undefined;
  const { position } = error as Positioned;
  const place = position && position.file === file ? position : undefined;
  const words = sentences(error.message);
  const todo = /to do: (.*)/.exec(words)?.[1];
  if (todo) return new TaskMistake({ id: 'todo', message: `Still to do: ${todo}`, place });
  if (/did not return within/.test(words)) return new TaskMistake({ id: 'endless-loop', message: words, place });
  switch (error.name) {
    case 'JobFileError':
      return new TaskMistake({
        id: / can't import it:/.test(words) ? 'job-import' : 'job-file',
        message: words,
        place,
      });
    case 'JobPlanError':
      return new TaskMistake({ id: planMistake(words), message: words, place });
    case 'TooFewSlotsError':
      return new TaskMistake({ id: 'job-cannot-work', message: words, place });
    case 'JobFailedError': {
      const { inFunction, record } = error as JobFailedError;
      const got = record === undefined ? {} : { got: `this record: ${record}` };
      const id = failureMistake(words) ?? (record === undefined ? 'function-failed' : 'job-failed');
      return inFunction ? new TaskMistake({ id, message: words, place, ...got }) : undefined;
    }
    default:
      return undefined;
  }
}

function planMistake(words: string): string {
  if (/^The job ".*" in \S+ can't work;/.test(words)) return 'job-cannot-work';
  return failureMistake(words) ?? 'job-graph';
}

/** The remedy stands in the message: what is not in Flink, what can't be waited for, what belongs to others. */
function failureMistake(words: string): string | undefined {
  if (/does not exist inside Flink/.test(words)) return 'not-in-flink';
  if (/is a promise, and a task thread can't wait/.test(words)) return 'async-function';
  if (/records are frozen/.test(words)) return 'record-changed';
  return undefined;
}

/** The client's message without the place and the code frame: the reporter prints its own. */
function sentences(message: string): string {
  return message
    .split('\n')
    .filter((line) => !/^[> ] *\d* \|/.test(line) && !line.startsWith('record: '))
    .join('\n')
    .replace(/^\S+:\d+:\d+: /, '');
}
