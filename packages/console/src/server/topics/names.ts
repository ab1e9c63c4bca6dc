/** Names of topics: what kind they are of, and which of them Kafka takes. */
import type { TopicKind } from '../../api/topics.js';
import { ConsoleProblem } from '../problem.js';

/** A check's run names its topics so, and removes them at its end. */
const OF_A_CHECK = /^check-[0-9a-f]{8}-/;
const LONGEST = 249;

export function kindOf(name: string, internal: boolean): TopicKind {
  if (internal || name.startsWith('__')) return 'internal';
  return OF_A_CHECK.test(name) ? 'check' : 'own';
}

/** What Kafka would say of a new topic's name; undefined where it takes it. */
export function nameFault(name: string, existing: readonly string[]): string | undefined {
  if (name === '') return 'A topic needs a name.';
  if (name === '.' || name === '..') return 'A topic cannot be called "." or "..".';
  if (name.length > LONGEST) return `A topic's name has at most ${LONGEST} characters; this one has ${name.length}.`;
  const odd = /[^a-zA-Z0-9._-]/u.exec(name)?.[0];
  if (odd !== undefined) {
    return `A topic's name consists of letters a to z, digits, ".", "_" and "-"; "${odd}" is none of them.`;
  }
  if (existing.includes(name)) return `There is a topic "${name}" already.`;
  const same = existing.find((it) => it.replaceAll('.', '_') === name.replaceAll('.', '_'));
  if (same) return `It differs from "${same}" only in "." and "_", which Kafka's metrics cannot tell apart.`;
  return undefined;
}

/** @throws ConsoleProblem for something that cannot be the name of a topic */
export function requireName(name: string): string {
  if (nameFault(name, []) === undefined) return name;
  throw new ConsoleProblem('not-found', `There is no topic "${name.slice(0, 80)}".`);
}
