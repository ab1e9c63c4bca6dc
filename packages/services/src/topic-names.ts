/** Which names a new topic can have, see https://kafka.apache.org/documentation/#topicconfigs */

const LONGEST = 249;

/** What Kafka would say of a new topic's name; undefined where it takes it. */
export function topicNameFault(name: string, existing: readonly string[]): string | undefined {
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
