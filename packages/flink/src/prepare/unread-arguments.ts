/** Arguments that a job is given and never reads: most are typing mistakes. */
import { escapeLine, nearest } from '@workbook/terminal';
import { parse, type Token } from 'acorn';
import { FlinkError } from '../failures/errors.js';
import type { JobBundle } from './bundle.js';
import type { ReadArguments } from './plan-worker.js';

/**
 * The build function's reads are known; a function that runs on the cluster may read others, and is taken to do so if an
 * argument's name stands in the author's code.
 *
 * @throws FlinkError that names them, with the nearest name that is read
 */
export function refuseUnread(bundle: JobBundle, job: string, given: readonly string[], read: ReadArguments): void {
  const unread = unreadArguments(bundle, given, read);
  if (unread.length === 0) return;
  const what = unread.length === 1 ? 'the argument' : 'the arguments';
  throw new FlinkError(
    `The job "${job}" never reads ${what} ${unread.map(escapeLine).join(', ')}; nothing was submitted.${suggestion(unread, given, read)}`,
  );
}

/** For a build function that failed, perhaps for want of an argument that was given under another name. */
export function unreadHint(bundle: JobBundle, given: readonly string[], read: ReadArguments): string | undefined {
  const unread = unreadArguments(bundle, given, read).filter((name) => nearest(name, candidates(given, read)));
  if (unread.length === 0) return undefined;
  return `It was given ${unread.map(escapeLine).join(', ')}, which it has not read.${suggestion(unread, given, read)}`;
}

function unreadArguments(bundle: JobBundle, given: readonly string[], { names, listed }: ReadArguments): string[] {
  if (listed) return [];
  const unread = new Set(given.filter((name) => !names.includes(name)));
  if (unread.size > 0) for (const word of wordsOf(bundle)) unread.delete(word);
  return [...unread];
}

function suggestion(unread: readonly string[], given: readonly string[], read: ReadArguments): string {
  const close = [...new Set(unread.flatMap((name) => nearest(name, candidates(given, read)) ?? []))];
  if (close.length > 0) return ` Did you mean ${close.map(escapeLine).join(', ')}?`;
  return read.names.length === 0 ? ' It reads none.' : ` It reads ${read.names.map(escapeLine).join(', ')}.`;
}

/** What was read and not given comes first. */
function candidates(given: readonly string[], { names }: ReadArguments): string[] {
  const absent = names.filter((name) => !given.includes(name));
  return absent.length > 0 ? absent : names;
}

/** The names and texts in the author's own code, without its comments. */
function* wordsOf(bundle: JobBundle): Generator<string> {
  const tokens: Token[] = [];
  parse(bundle.code, { ecmaVersion: 'latest', sourceType: 'script', locations: true, onToken: tokens });
  for (const { value, loc } of tokens as (Token & { value?: unknown })[]) {
    if (typeof value !== 'string' || !loc) continue;
    if (bundle.positions.locate(loc.start.line, loc.start.column + 1)) yield value;
  }
}
