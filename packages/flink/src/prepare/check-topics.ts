/** Looks a plan's topics up on their brokers, before a job is submitted that would fail for them a minute later. */
import { nearest } from '@workbook/terminal';
import type { PlanFinding } from '../plan/event-time.js';
import type { NodeOf, Plan } from '../plan/plan.js';
import { askBroker, type TopicLookup } from './broker-topics.js';

/** What the brokers say of a plan's topics. */
export interface CheckedTopics {
  findings: PlanFinding[];
  /** How many partitions each Kafka source reads, by the id of its node, where it is known. */
  partitions: ReadonlyMap<number, number>;
}

type KafkaNode = NodeOf<'kafkaSource'> | NodeOf<'kafkaSink'>;

/** Sources with a topic pattern, sinks that choose a topic for each record, and brokers that want a login are left out. */
export async function checkTopics(plan: Plan, lookup: TopicLookup = askBroker): Promise<CheckedTopics> {
  const brokers = new Map<string, KafkaNode[]>();
  for (const node of plan.nodes) {
    if (node.op !== 'kafkaSource' && node.op !== 'kafkaSink') continue;
    if (topicsOf(node).length === 0 || wantsLogin(node)) continue;
    const { bootstrapServers } = node.params;
    brokers.set(bootstrapServers, [...(brokers.get(bootstrapServers) ?? []), node]);
  }
  const checked = await Promise.all([...brokers].map(([broker, nodes]) => checkBroker(broker, nodes, lookup)));
  return {
    findings: checked.flatMap(({ findings }) => findings),
    partitions: new Map(checked.flatMap(({ partitions }) => [...partitions])),
  };
}

async function checkBroker(broker: string, nodes: KafkaNode[], lookup: TopicLookup): Promise<CheckedTopics> {
  const topics = [...new Set(nodes.flatMap(topicsOf))];
  let answer: Awaited<ReturnType<TopicLookup>>;
  try {
    answer = await lookup(broker, topics);
  } catch (error) {
    // Only the cluster may know this address.
    return { findings: [unanswered(broker, nodes, error)], partitions: new Map() };
  }
  const findings = nodes.flatMap((node) =>
    topicsOf(node)
      .filter((topic) => answer.missing.includes(topic))
      .map((topic) => missing(node, topic, answer)),
  );
  const partitions = new Map<number, number>();
  for (const node of nodes) {
    const counts = topicsOf(node).map((topic) => answer.partitions.get(topic));
    if (node.op !== 'kafkaSource' || counts.includes(undefined)) continue;
    partitions.set(
      node.id,
      counts.reduce<number>((sum, count = 0) => sum + count, 0),
    );
  }
  return { findings, partitions };
}

/** What is written to, a broker may make by itself; what is read, it never does for Flink. */
function missing(node: KafkaNode, topic: string, answer: Awaited<ReturnType<TopicLookup>>): PlanFinding {
  const { bootstrapServers } = node.params;
  const isSink = node.op === 'kafkaSink';
  const certain = !isSink || answer.createsTopics === false;
  const what = `There is no topic "${topic}" on ${bootstrapServers}; "${node.name}" ${isSink ? 'writes' : 'reads'} it.`;
  const close = nearest(topic, answer.existing);
  const meant = close === undefined ? '' : ` Did you mean "${close}"?`;
  const create = `"npm run kafka create ${topic}"`;
  const remedy = certain
    ? ` Create it (${create}), or correct the name.`
    : ' The broker may create it with the first record, with as many partitions as it sees fit.';
  return {
    node: node.id,
    certain,
    message: `${what}${meant}${meant && certain ? ` Otherwise create it: ${create}.` : remedy}`,
  };
}

function unanswered(broker: string, nodes: KafkaNode[], error: unknown): PlanFinding {
  const reason = error instanceof Error ? error.message.replace(/^Connection error: /, '') : String(error);
  return {
    node: nodes[0]?.id ?? 0,
    certain: false,
    message: `Whether its topics exist was not checked, as the broker ${broker} does not answer here (${reason}). If the cluster doesn't reach it either, the job fails.`,
  };
}

function topicsOf(node: KafkaNode): string[] {
  if (node.op === 'kafkaSource') return node.params.topics ?? [];
  return node.params.topic === undefined ? [] : [node.params.topic];
}

function wantsLogin({ params }: KafkaNode): boolean {
  return (params.properties['security.protocol'] ?? 'PLAINTEXT') !== 'PLAINTEXT';
}
