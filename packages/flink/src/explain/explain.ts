/** The plan for people: as text for a terminal, and as a Mermaid diagram for a notebook or a README. */

import { counted } from '@workbook/terminal';
import { eventTimeFindings } from '../plan/event-time.js';
import { isExchange, OPERATORS } from '../plan/operators.js';
import type { NodeOf, OffsetsPlan, Plan, PlanNode, SettingsPlan, WatermarkPlan } from '../plan/plan.js';
import { duration } from './durations.js';
import { describeWindows } from './windows.js';

/**
 * One line for each operator: its number, the operators it reads, its name and what it does.
 *
 * ```
 * Job "large-payments": checkpoints every 1 s, exactly once
 *   0        payments       Kafka source: topic payments, group large-payments, from earliest
 *   1 ← 0    amount > 100   filter
 *   2 ← 1    large          Kafka sink: topic large, at least once
 * ```
 * Warnings follow below, and the operators that they are about are marked.
 *
 * @param warnings default is what the plan alone tells
 */
export function explain(plan: Plan, warnings: readonly Warning[] = eventTimeFindings(plan)): string {
  const marked = new Set(warnings.map(({ node }) => node));
  const numbers = plan.nodes.map((node) =>
    [node.id, node.inputs.length > 0 ? `← ${node.inputs.join(', ')}` : ''].join(' '),
  );
  const numberWidth = Math.max(...numbers.map((text) => text.length));
  const nameWidth = Math.min(40, Math.max(...plan.nodes.map((node) => node.name.length)));
  const lines = plan.nodes.map((node, index) => {
    const what = `${describeNode(node)}${marked.has(node.id) ? ' (warning)' : ''}`;
    return `  ${(numbers[index] ?? '').padEnd(numberWidth)}  ${node.name.padEnd(nameWidth)}  ${what}`.trimEnd();
  });
  const below = warnings.map(({ node, message }) => `Warning, operator ${node}: ${message}`);
  return [`Job "${plan.job}": ${describeSettings(plan.settings)}`, ...lines, ...below].join('\n');
}

/** What is likely to go wrong at one node, as a sentence. */
interface Warning {
  /** The node's id. */
  node: number;
  message: string;
}

/** The plan as a Mermaid flowchart, left to right. */
export function toMermaid(plan: Plan): string {
  const quote = (text: string) => text.replace(/["<>&#]/g, (character) => `#${character.charCodeAt(0)};`);
  const nodes = plan.nodes.map((node) => {
    const [open, close] =
      node.inputs.length === 0 ? ['([', '])'] : OPERATORS[node.op].is === 'sink' ? ['[(', ')]'] : ['[', ']'];
    return `  n${node.id}${open}"${quote(node.name)}<br/><small>${quote(OPERATORS[node.op].title)}</small>"${close}`;
  });
  const edges = plan.nodes.flatMap((node) => node.inputs.map((input) => `  n${input} ${edgeOf(node)} n${node.id}`));
  return ['flowchart LR', ...nodes, ...edges, ''].join('\n');
}

/** Dotted where records are chosen by a tag, thick where they go to other subtasks. */
function edgeOf(node: PlanNode): string {
  if (node.op === 'sideOutput') return '-.->';
  return isExchange(node.op) ? '==>' : '-->';
}

const words = (constant: string) => constant.toLowerCase().replaceAll('_', ' ');

function describeSettings(settings: SettingsPlan): string {
  const { parallelism, checkpointing, restartStrategy, objectReuse, operatorChaining } = settings;
  const { autoWatermarkIntervalMs: watermarksMs, bufferTimeoutMs } = settings;
  return [
    ...(parallelism === undefined ? [] : [`parallelism ${parallelism}`]),
    checkpointing ? describeCheckpoints(checkpointing) : 'no checkpoints',
    describeRestart(restartStrategy, checkpointing !== undefined),
    ...(objectReuse ? ['object reuse'] : []),
    ...(operatorChaining === false ? ['no operator chaining'] : []),
    ...(watermarksMs === undefined
      ? []
      : [watermarksMs === 0 ? 'no watermarks before the end' : `watermarks every ${duration(watermarksMs)}`]),
    ...(bufferTimeoutMs === undefined ? [] : [describeBuffers(bufferTimeoutMs)]),
    `a function may take ${duration(settings.functionTimeoutMs)}`,
  ].join(' · ');
}

function describeCheckpoints(checkpointing: NonNullable<SettingsPlan['checkpointing']>): string {
  const { intervalMs, mode, unaligned, maxConcurrent = 1 } = checkpointing;
  return [
    `${unaligned ? 'unaligned ' : ''}checkpoints every ${duration(intervalMs)}`,
    ...(maxConcurrent > 1 ? [`up to ${maxConcurrent} at once`] : []),
    words(mode),
  ].join(', ');
}

function describeBuffers(timeoutMs: number): string {
  if (timeoutMs === -1) return 'only full buffers are sent';
  return timeoutMs === 0 ? 'records are sent at once' : `buffers wait ${duration(timeoutMs)}`;
}

function describeRestart(strategy: SettingsPlan['restartStrategy'], checkpoints: boolean): string {
  switch (strategy?.kind) {
    case undefined:
      return checkpoints ? 'restarts if a process is lost' : 'no restarts';
    case 'none':
      return 'no restarts';
    case 'fixedDelay':
      return `up to ${counted(strategy.attempts, 'restart')}, ${duration(strategy.delayMs)} apart`;
    case 'exponentialDelay':
      return `restarts after ${duration(strategy.initialBackoffMs)} to ${duration(strategy.maxBackoffMs)}`;
  }
}

function describeNode(node: PlanNode): string {
  const details = [
    ...detailsOf(node),
    ...(node.uid === undefined ? [] : [`uid ${node.uid}`]),
    ...(node.parallelism === undefined ? [] : [`parallelism ${node.parallelism}`]),
    ...(node.maxParallelism === undefined ? [] : [`at most ${node.maxParallelism}`]),
    ...(node.chaining === undefined ? [] : [node.chaining === 'head' ? 'begins a chain' : 'not chained']),
    ...(node.slotSharingGroup === undefined ? [] : [`slots of group ${node.slotSharingGroup}`]),
    ...(node.bufferTimeoutMs === undefined ? [] : [describeBuffers(node.bufferTimeoutMs)]),
    ...(node.description === undefined ? [] : [`"${node.description}"`]),
  ];
  return [OPERATORS[node.op].title, details.join(', ')].filter(Boolean).join(': ');
}

function detailsOf(node: PlanNode): string[] {
  switch (node.op) {
    case 'kafkaSource': {
      const { topics, topicPattern, groupId, startingOffsets, stoppingOffsets, watermarks } = node.params;
      return [
        topics ? `topic${topics.length > 1 ? 's' : ''} ${topics.join(' ')}` : `topics like ${topicPattern}`,
        `group ${groupId}`,
        `from ${describeOffsets(startingOffsets)}`,
        ...(stoppingOffsets ? [`up to ${describeOffsets(stoppingOffsets)}`] : []),
        ...describeWatermarks(watermarks),
      ];
    }
    case 'fromData':
      return [counted(node.params.elements.length, 'record'), ...describeWatermarks(node.params.watermarks)];
    case 'generator': {
      const { count, rateLimit, watermarks } = node.params;
      return [
        count === Number.MAX_SAFE_INTEGER ? 'without end' : `${count} in all`,
        ...(rateLimit ? [`${rateLimit.records} ${rateLimit.kind === 'perSecond' ? 'a second' : 'a checkpoint'}`] : []),
        ...describeWatermarks(watermarks),
      ];
    }
    case 'print':
      return node.params.prefix === '' ? [] : [`prefix ${node.params.prefix}`];
    case 'watermarks':
      return describeWatermarks(node.params.watermarks);
    case 'window':
    case 'windowAll':
      return [...describeWindows(node.params), Object.keys(node.functions).join(' + ')];
    case 'intervalJoin': {
      const { lowerBoundMs, upperBoundMs, lowerBoundInclusive, upperBoundInclusive } = node.params;
      return [
        `${lowerBoundInclusive ? 'from' : 'after'} ${duration(lowerBoundMs)} ${upperBoundInclusive ? 'up to' : 'before'} ${duration(upperBoundMs)}`,
      ];
    }
    case 'asyncHttp':
      return describeAsync(node.params);
    case 'sideOutput':
      return [`"${node.params.tag}"`];
    case 'kafkaSink': {
      const { topic, deliveryGuarantee, transactionalIdPrefix } = node.params;
      return [
        topic === undefined ? 'a topic for each record' : `topic ${topic}`,
        deliveryGuarantee === 'NONE' ? 'no delivery guarantee' : words(deliveryGuarantee),
        ...(transactionalIdPrefix === undefined ? [] : [`transactions ${transactionalIdPrefix}-…`]),
      ];
    }
    default:
      return [];
  }
}

function describeAsync(params: NodeOf<'asyncHttp'>['params']): string[] {
  const { method, url, outputMode, timeoutMs, capacity, retry } = params;
  return [
    // What follows a question mark may be a secret.
    `${method} ${url === undefined ? 'an address for each record' : url.replace(/[?#].*/, '')}`,
    words(outputMode),
    ...(timeoutMs === 0 ? [] : [`timeout ${duration(timeoutMs)}`]),
    `capacity ${capacity}`,
    ...(retry === undefined ? [] : [`up to ${retry.maxAttempts} ${retry.maxAttempts === 1 ? 'retry' : 'retries'}`]),
  ];
}

function describeOffsets(offsets: OffsetsPlan): string {
  switch (offsets.kind) {
    case 'committed':
      return `the committed offsets (else ${offsets.reset})`;
    case 'timestamp':
      return new Date(offsets.timestamp).toISOString();
    case 'offsets':
      return offsets.offsets.map(({ topic, partition, offset }) => `${topic}/${partition}@${offset}`).join(' ');
    default:
      return offsets.kind;
  }
}

function describeWatermarks({ kind, outOfOrdernessMs = 0, idlenessMs }: WatermarkPlan): string[] {
  const idle = idlenessMs === undefined ? [] : [`idle after ${duration(idlenessMs)}`];
  switch (kind) {
    case 'none':
      return [];
    case 'monotonous':
      return ['watermarks of ascending timestamps', ...idle];
    case 'boundedOutOfOrderness':
      return [`watermarks ${duration(outOfOrdernessMs)} behind`, ...idle];
  }
}
