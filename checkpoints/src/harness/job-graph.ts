/** What the graph of a learner's job tells before it runs: nobody needs to wait for what can never come. */
import type { Plan, PlanNode } from '@workbook/flink';
import { slotNeed } from '@workbook/flink/slot-need';
import { fail } from './mistakes.js';

type NodeOf<OP extends PlanNode['op']> = Extract<PlanNode, { op: OP }>;
export type SinkNode = NodeOf<'kafkaSink'>;
export type WindowNode = NodeOf<'window' | 'windowAll'>;
/** A source or an operator that gives watermarks. */
export type TimedNode = Extract<PlanNode, { params: { watermarks: unknown } }>;

export class JobGraph {
  /** All operators, sources and sinks among them, in the order in which the job makes them. */
  readonly nodes: readonly PlanNode[];

  constructor(private readonly plan: Pick<Plan, 'nodes' | 'settings'>) {
    this.nodes = plan.nodes;
  }

  /** Whether a source reads the topic, or reads topics whose names it will match. */
  reads(topic: string): boolean {
    return this.#sourceOf(topic) !== undefined;
  }

  /**
   * Refuses a job that does not read the topic, or only what comes after its start: the check sends its records before.
   *
   * @param what the records, as the message calls them
   * @throws TaskMistake `source-missing` or `starts-at-end`
   */
  expectSource(what: string, topic: string): void {
    const source = this.#sourceOf(topic);
    if (!source) {
      const got = this.#sources.flatMap(({ params }) => params.topics ?? []);
      fail('source-missing', { message: `The job does not read the topic of ${what}.`, expected: topic, got });
    }
    const { startingOffsets } = source.params;
    const atTheEnd =
      startingOffsets.kind === 'latest' || ('reset' in startingOffsets && startingOffsets.reset === 'latest');
    if (atTheEnd) {
      fail('starts-at-end', {
        message: `"${source.name}" starts at the end of the topic, so it never sees the ${what} that are there already.`,
        expected: 'the first record that is in the topic',
        got: `startingOffsets: ${startingOffsets.kind === 'latest' ? 'latest()' : 'the end, where the group has no commit'}`,
      });
    }
  }

  /** The sinks that write to the topic, and to no other. */
  sinksTo(topic: string): SinkNode[] {
    return this.#sinks.filter(({ params }) => params.topic === topic);
  }

  /** Whether a sink writes to the topic, or computes the topic of each record and so may do it. */
  mayWriteTo(topic: string): boolean {
    return this.#sinks.some(({ params }) => params.topic === undefined || params.topic === topic);
  }

  /** The topics that the sinks name. */
  get written(): string[] {
    return this.#sinks.flatMap(({ params }) => params.topic ?? []);
  }

  /**
   * Refuses a job none of whose sinks may write to the topic.
   *
   * @param what the records, as the message calls them
   * @param mistake the id; this one or `sink-missing`
   * @throws TaskMistake
   */
  expectSink(what: string, topic: string, mistake = 'sink-missing'): void {
    if (this.mayWriteTo(topic)) return;
    const message = `No sink of the job writes to the topic for ${what}.`;
    fail(mistake, { message, expected: topic, got: this.written });
  }

  /** What the operators between sources and sinks are called. */
  get operatorNames(): string[] {
    return this.nodes.filter(({ op }) => op !== 'kafkaSource' && op !== 'kafkaSink').map(({ name }) => name);
  }

  /** The nodes that records pass on their way to a node, the nearest first. */
  before(node: PlanNode): PlanNode[] {
    return node.inputs.flatMap((id) => {
      const input = this.nodes[id];
      return input ? [input, ...this.before(input)] : [];
    });
  }

  /** The windows of the whole job, keyed or not. */
  windows(): WindowNode[] {
    return this.nodes.filter(isWindow);
  }

  /** The windows that records pass on their way to a node, the nearest first. */
  windowsBefore(node: PlanNode): WindowNode[] {
    return this.before(node).filter(isWindow);
  }

  /** The nodes on the way to this one that give watermarks, the nearest first. */
  watermarksBefore(node: PlanNode): TimedNode[] {
    return this.before(node).filter(givesWatermarks);
  }

  /** Whether a node gets what came too late for a keyed window. */
  getsLate(node: PlanNode): boolean {
    return this.before(node).some((own) => own.op === 'sideOutput' && this.nodes[own.inputs[0] ?? -1]?.op === 'window');
  }

  /** Whether all records take one way, so that none overtakes another: every operator has a single subtask. */
  get keepsOrder(): boolean {
    return (this.plan.settings.parallelism ?? 1) === 1 && this.nodes.every(({ parallelism = 1 }) => parallelism === 1);
  }

  /** How many task slots the job takes: its operators share them, but for those of another slot sharing group. */
  get slots(): number {
    return slotNeed(this.plan, {}).slots;
  }

  get #sources(): NodeOf<'kafkaSource'>[] {
    return this.nodes.filter((node) => node.op === 'kafkaSource');
  }

  get #sinks(): SinkNode[] {
    return this.nodes.filter((node) => node.op === 'kafkaSink');
  }

  #sourceOf(topic: string): NodeOf<'kafkaSource'> | undefined {
    return this.#sources.find(({ params }) => params.topics?.includes(topic) ?? params.topicPattern !== undefined);
  }
}

const isWindow = (node: PlanNode): node is WindowNode => node.op === 'window' || node.op === 'windowAll';

const givesWatermarks = (node: PlanNode): node is TimedNode =>
  'watermarks' in node.params && node.params.watermarks.kind !== 'none';
