/** What a check finds out: the data that the reporter, `--json`, the notebooks and the authors' gate all read. */

/** A place in a file of the learner's. Line and column count from 1. */
export interface Place {
  /** Absolute. */
  file: string;
  line: number;
  column?: number;
}

/** Why a task failed. */
export interface Mistake {
  /** Names the kind of mistake, such as `no-key`: the gate compares it with the one that a wrong solution declares. */
  id: string;
  /** What happened, as a sentence. */
  message: string;
  /** What should have come, and what came. */
  expected?: string;
  got?: string;
  place?: Place;
  /** What fits this mistake, and no other. */
  advice?: string;
}

export type TaskState = 'passed' | 'failed' | 'not tried';

export interface TaskVerdict {
  title: string;
  state: TaskState;
  /** How long the task took, in ms. */
  elapsedMs: number;
  mistake?: Mistake;
}

/** Whose code was graded: the learner's, the lesson's solution, or another file (the gate's). */
export type Target = 'starter' | 'solution' | 'file';

export interface Verdict {
  /** The folder's name without its number: `kafka-producer`. */
  lesson: string;
  number: number;
  target: Target;
  /** The graded file, absolute. */
  file: string;
  /** When the file was last saved, ISO 8601; undefined if it is missing. */
  savedAt?: string;
  /** Replays the same fixtures: `npm run check lesson-1 --seed N`. */
  seed: number;
  passed: boolean;
  tasks: TaskVerdict[];
  /** A mistake that kept the tasks from running: the file does not compile, for example. */
  mistake?: Mistake;
  /** Whether the graded file imports the lesson's solution. It counts as passed, and not as solved. */
  importsSolution: boolean;
  /** Sentences about the check itself: services that were started, a check that was repeated. */
  notes: string[];
  /** The end of what the code printed. */
  printed: string[];
  elapsedMs: number;
}

/** A line of `npm run check lesson-1 events`: the verdict as far as it has come, and at the end as it is. */
export interface CheckEvent {
  type: 'progress' | 'verdict';
  verdict: Verdict;
}

/** The first mistake: the one that the reporter explains. */
export function firstMistake(verdict: Verdict): Mistake | undefined {
  return verdict.mistake ?? verdict.tasks.find((task) => task.mistake)?.mistake;
}

/** A task that failed, and of which the reporter says only the essence. */
export interface OtherFailure {
  /** The task's number, from 1. */
  number: number;
  title: string;
  mistake: Mistake;
  /** The number of the task that failed before for the same reason, at the same place. */
  sameAs?: number;
}

/** The tasks that failed besides the one that the reporter explains. One that is still to do is none of them. */
export function otherFailures(verdict: Verdict): OtherFailure[] {
  const first = firstMistake(verdict);
  const seen = new Map<string, number>();
  return verdict.tasks.flatMap(({ title, mistake }, index) => {
    if (!mistake || mistake.id === 'todo') return [];
    const { message, expected, got, place } = mistake;
    const reason = JSON.stringify([message, expected, got, place]);
    const sameAs = seen.get(reason);
    if (sameAs === undefined) seen.set(reason, index + 1);
    return mistake === first ? [] : [{ number: index + 1, title, mistake, sameAs }];
  });
}

/** A value that fits beside another one in a line of text, in characters. */
const SHORT_VALUE = 60;

/** What went wrong in one paragraph: what happened, what should have come and what came, where those are short. */
export function inBrief({ mistake, sameAs }: OtherFailure): string {
  if (sameAs !== undefined) return `The same as in task ${sameAs}.`;
  const { message, expected, got, place } = mistake;
  const [first = '', ...rest] = message.split('\n');
  const said = rest.length > 0 ? `${first} …` : first;
  const short = [expected, got].every((text) => text !== undefined && /^.*$/.test(text) && text.length <= SHORT_VALUE);
  const values = short ? ` Expected ${expected}, got ${got}.` : '';
  return `${said}${values}${place ? ` (line ${place.line})` : ''}`;
}

/** The command that shows the whole of it; none for a file whose verdict is not kept. */
export function commandForOthers({ number, target }: Verdict, [first]: readonly OtherFailure[]): string | undefined {
  return target === 'starter' && first ? `npm run hint lesson-${number} ${first.number}` : undefined;
}

/** What is said above a mistake that is no task's. */
export function titleOf({ id }: Mistake): string {
  return id === 'todo' ? 'Nothing is written yet' : 'The check could not begin';
}
