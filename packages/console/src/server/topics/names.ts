/** Names of topics: what kind they are of, and which of them Kafka takes. */
import { topicNameFault } from '@workbook/kafka';
import type { TopicKind } from '../../api/topics.js';
import { ConsoleProblem } from '../problem.js';

/** A check's run names its topics so, and removes them at its end. */
const OF_A_CHECK = /^check-[0-9a-f]{8}-/;

export function kindOf(name: string, internal: boolean): TopicKind {
  if (internal || name.startsWith('__')) return 'internal';
  return OF_A_CHECK.test(name) ? 'check' : 'own';
}

/** @throws ConsoleProblem for something that cannot be the name of a topic */
export function requireName(name: string): string {
  if (topicNameFault(name, []) === undefined) return name;
  throw new ConsoleProblem('not-found', `There is no topic "${name.slice(0, 80)}".`);
}
