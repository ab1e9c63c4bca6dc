/** Why Flink does not start a job from a savepoint or checkpoint, and what to do. */

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { escapeLine } from '@workbook/terminal';
import { pathOf } from '../cluster/locations.js';
import { type SavedOperator, savedOperator } from '../cluster/savepoint-metadata.js';

type Explanation = (match: RegExpExecArray, savepoint: string) => string;

const LEAVE_BEHIND =
  'To start without that state, for good: the word "allow-non-restored", or allowNonRestoredState in a program';

const TAKES = '"from" takes what "npm run flink savepoint" or "stop" printed.';

const KNOWN: readonly [RegExp, Explanation][] = [
  [
    /Cannot map checkpoint\/savepoint state for operator ([0-9a-f]{32})/,
    ([, id = ''], savepoint) => dropped(id, savedOperator(savepoint, id)),
  ],
  [
    /Cannot find checkpoint or savepoint file\/directory/,
    (_, savepoint) =>
      existsSync(pathOf(savepoint) ?? '')
        ? `Flink can't see ${shown(savepoint)}, though it is on this machine: it reads paths on the machines that it runs on.`
        : missing(savepoint),
  ],
  [/Cannot find meta data file '_metadata'/, (_, savepoint) => notASavepoint(savepoint)],
  [/Unexpected magic number/, (_, savepoint) => damaged(savepoint)],
  [
    /Unrecognized checkpoint version number: (\d+)/,
    ([, version], savepoint) =>
      `the savepoint at ${shown(savepoint)} has format ${version}, which this Flink can't read: ` +
      'a newer Flink wrote it. Start the job on that version, or on a newer one.',
  ],
  [
    /Cannot map operator ([0-9a-f]{32}) with max parallelism (\d+) to new program with max parallelism (\d+)/,
    ([, id = '', before, now], savepoint) =>
      `the state of ${named(savedOperator(savepoint, id))} was saved with a max parallelism of ${before}, and the job sets ${now}. ` +
      `The max parallelism of saved state can't be changed: set it to ${before}.`,
  ],
  [
    /The state for task ([0-9a-f]{32}) can not be restored\. The maximum parallelism \((\d+)\) of the restored state is lower than the configured parallelism \((\d+)\)/,
    ([, id = '', max, now], savepoint) =>
      `the state of ${named(savedOperator(savepoint, id))} was saved with a max parallelism of ${max}, and can't be spread over ${now} subtasks. ` +
      `Start the job with a parallelism of ${max} at most.`,
  ],
];

/** How Flink names the location (Checkpoints, AbstractFsCheckpointStorageAccess). */
const LOCATIONS = [
  /Failed to rollback to checkpoint\/savepoint (.+?)\. (?:Max parallelism mismatch|Cannot map)/,
  /Cannot find checkpoint or savepoint file\/directory '(.+?)' on file system/,
  /Cannot find meta data file '_metadata' in directory '(.+?)'\. /,
];

/**
 * What Flink's refusal of a savepoint means; undefined if it is about something else.
 *
 * @param details Flink's words, with its Java stack trace
 * @param savepoint the location that the job was to start from
 */
export function explainRestoreRefusal(details: string, savepoint: string): string | undefined {
  for (const [pattern, explain] of KNOWN) {
    const match = pattern.exec(details);
    if (match) return explain(match, savepoint);
  }
  return undefined;
}

/**
 * Why a job failed that was to start from a savepoint; undefined if it failed for something else.
 *
 * @param details Flink's words, with its Java stack trace, in which the savepoint's location stands
 */
export function explainRestoreFailure(details: string): string | undefined {
  const savepoint = LOCATIONS.map((said) => said.exec(details)?.[1]).find((location) => location !== undefined);
  return savepoint === undefined ? undefined : explainRestoreRefusal(details, savepoint);
}

/**
 * Why a Flink on this machine would not find a savepoint, or not take it for one; undefined if nothing speaks against it. It
 * looks where Flink looks (AbstractFsCheckpointStorageAccess): for a file, or for a folder with the file _metadata.
 */
export function savepointFault(savepoint: string): string | undefined {
  const folder = pathOf(savepoint);
  if (folder === undefined) return undefined;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return missing(savepoint);
  const metadata = found.isDirectory() ? path.join(folder, '_metadata') : folder;
  if (!existsSync(metadata)) return notASavepoint(savepoint);
  return beginsAsMetadata(metadata) ? undefined : damaged(savepoint);
}

/** Each savepoint begins with Checkpoints.HEADER_MAGIC_NUMBER. */
function beginsAsMetadata(file: string): boolean {
  const head = Buffer.alloc(4);
  const opened = openSync(file, 'r');
  try {
    return readSync(opened, head) === head.length && head.readUInt32BE() === 0x4960672d;
  } finally {
    closeSync(opened);
  }
}

function missing(savepoint: string): string {
  return `there is no savepoint at ${shown(savepoint)}. ${TAKES}`;
}

function damaged(savepoint: string): string {
  return (
    `what is at ${shown(savepoint)} is no savepoint, or its file _metadata is damaged. ` +
    'Take another one, or an older one.'
  );
}

function dropped(id: string, operator: SavedOperator | undefined): string {
  if (operator?.uid !== undefined) {
    const call = `.uid(${JSON.stringify(operator.uid)})`;
    return (
      `the savepoint holds state of operator ${quoted(operator.name)}, which has the uid ${quoted(operator.uid)}. ` +
      `No operator of the job has this uid. Give it to the one that the state belongs to: ${escapeLine(call)}. ${LEAVE_BEHIND}.`
    );
  }
  if (operator) {
    return (
      `the savepoint holds state of operator ${quoted(operator.name)}, which had no uid. Flink finds such state only while ` +
      `the job's graph stays as it was, and it has changed: bring it back, or give the operators a uid from the beginning. ${LEAVE_BEHIND}.`
    );
  }
  return (
    `the savepoint holds state of an operator that the job does not have (Flink calls it ${id}). ` +
    `Give operators the uid that they had. ${LEAVE_BEHIND}.`
  );
}

/** A folder that holds savepoints is easily taken for one. */
function notASavepoint(savepoint: string): string {
  const sentence = `${shown(savepoint)} is a folder, but no savepoint: it has no file _metadata.`;
  const newest = savepointsIn(pathOf(savepoint))[0];
  return newest === undefined
    ? `${sentence} A savepoint that was not completed looks like this, too. ${TAKES}`
    : `${sentence} The newest savepoint in it is ${escapeLine(newest)}.`;
}

/** The savepoints and checkpoints right below a folder, the newest first. */
function savepointsIn(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder)
      .map((name) => path.join(folder, name))
      .flatMap((each) => {
        const time = statSync(path.join(each, '_metadata'), { throwIfNoEntry: false })?.mtimeMs;
        return time === undefined ? [] : [{ each, time }];
      })
      .sort((a, b) => b.time - a.time)
      .map(({ each }) => each);
  } catch {
    return [];
  }
}

function named(operator: SavedOperator | undefined): string {
  return operator ? `operator ${quoted(operator.name)}` : 'an operator';
}

function quoted(name: string): string {
  return `"${escapeLine(name)}"`;
}

function shown(savepoint: string): string {
  return escapeLine(pathOf(savepoint) ?? savepoint);
}
