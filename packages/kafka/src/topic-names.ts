/** What a new topic can be: its name, its partitions and its settings, see https://kafka.apache.org/documentation/#topicconfigs */

const LONGEST = 249;

/** Each partition costs the broker files and memory; a laptop's broker is better off with fewer. */
export const MOST_PARTITIONS = 200;

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

/** Why a topic can't have so many partitions here; undefined where it can. */
export function partitionCountFault(count: unknown): string | undefined {
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_PARTITIONS) return undefined;
  return `A topic has 1 to ${MOST_PARTITIONS} partitions here; "${count}" is not such a number.`;
}

/** Kafka's name for what was wrong with a topic, such as INVALID_CONFIG: kafkajs gathers the errors of all topics in one. */
export function topicErrorType(error: unknown): string | undefined {
  const { errors } = Object(error) as { errors?: unknown[] };
  const { type } = Object(errors?.[0] ?? error) as { type?: string };
  return type;
}

/** What to say where Kafka refused a topic's settings with INVALID_CONFIG. */
export function refusedSettings(config: Readonly<Record<string, string>>): { fault: string; remedy: string } {
  const given = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  return {
    fault: `Kafka does not take these settings: ${given.join(', ')}.`,
    remedy: 'Look for a misspelt name, or a value of the wrong kind: times are in milliseconds, sizes in bytes.',
  };
}

/** The sentence for a partition that a topic does not have; undefined if it has it. */
export function partitionFault(topic: string, count: number, wanted: number): string | undefined {
  if (wanted >= 0 && wanted < count) return undefined;
  const known = count === 1 ? 'one partition, 0' : `the partitions 0 to ${count - 1}`;
  return `"${topic}" has ${known}; there is no ${wanted}.`;
}
