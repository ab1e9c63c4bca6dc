/**
 * What a plan tells of its event time before it runs: windows that never fire, because no watermark reaches them, and windows
 * over records without timestamps. Flink accepts such jobs; the first run for ever in silence.
 *
 * See https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/event-time/generating_watermarks/
 */
import { counted } from '@workbook/terminal';
import { OPERATORS } from './operators.js';
import type { NodeOf, Plan, PlanNode, WatermarkPlan } from './plan.js';
import { effectiveParallelism, isEndless, type PlanSurroundings, starvedSource } from './subtasks.js';

/** Something about one node of a plan. */
export interface PlanFinding {
  /** The node's id. */
  node: number;
  /** What is wrong and what to do, as a sentence. */
  message: string;
  /** The job can't work like this; otherwise it is only likely. */
  certain: boolean;
  /** It is about a window that never fires: Flink takes such a job, and runs it in silence. */
  stalled?: boolean;
}

/** How a node's watermarks go on. */
type Progress =
  | { kind: 'flows' }
  /** With the end of its input, which comes. */
  | { kind: 'ends' }
  /** `idle`: the others of its kind are not held back by it while it is silent. */
  | { kind: 'stands'; why: string; remedy: string; certain: boolean; idle: boolean };

type WindowNode = NodeOf<'window'> | NodeOf<'windowAll'>;
const isWindow = (node: PlanNode): node is WindowNode => node.op === 'window' || node.op === 'windowAll';

/** Windows whose results never come, and windows that Flink can't put a record into. */
export function eventTimeFindings(plan: Plan, surroundings: PlanSurroundings = {}): PlanFinding[] {
  const watermarks = new WatermarkFlow(plan, surroundings);
  return plan.nodes.flatMap((node) => {
    const { byEventTime } = OPERATORS[node.op];
    if (byEventTime) return untimedFindings(plan, node, { does: `${byEventTime}s`, place: byEventTime });
    if (!isWindow(node)) return [];
    const untimed = isOfEventTime(node) ? untimedFindings(plan, node, { does: 'groups', place: 'window' }) : [];
    return untimed.some(({ certain }) => certain) ? untimed : [...untimed, ...watermarks.findings(node)];
  });
}

class WatermarkFlow {
  readonly #known = new Map<number, Progress>();

  constructor(
    private readonly plan: Plan,
    private readonly surroundings: PlanSurroundings,
  ) {}

  findings(node: WindowNode): PlanFinding[] {
    const finding = (certain: boolean, why: string): PlanFinding[] => {
      const message = `"${node.name}" ${certain ? 'would never fire' : 'may never fire'}: ${why}`;
      return [{ node: node.id, certain, stalled: true, message }];
    };
    switch (triggerOf(node)) {
      case 'eventTime':
      case 'continuousEventTime': {
        const input = this.#ofInputs(node);
        if (node.params.assigner.kind === 'global' && !this.#sources(node).some(isEndless)) return [neverEnding(node)];
        return input.kind === 'stands' ? finding(input.certain, `${input.why}. ${input.remedy}.`) : [];
      }
      case 'endOfStream': {
        const endless = this.#sources(node).find(isEndless);
        const why = `it fires at the end of its input, and "${endless?.name}" never ends`;
        return endless ? finding(true, `${why}. Bound the source, or set another trigger.`) : [];
      }
      default:
        return [];
    }
  }

  #of(id: number): Progress {
    const node = this.plan.nodes[id];
    if (!node) return { kind: 'flows' };
    const progress = this.#known.get(id) ?? this.#compute(node);
    this.#known.set(id, progress);
    return progress;
  }

  #compute(node: PlanNode): Progress {
    if ('watermarks' in node.params) return this.#generated(node, node.params.watermarks);
    return this.#ofInputs(node);
  }

  /** From the node's own watermark strategy. */
  #generated(node: PlanNode, { kind, idlenessMs }: WatermarkPlan): Progress {
    const endless = this.#sources(node).find(isEndless);
    if (!endless) return { kind: 'ends' };
    const idle = idlenessMs !== undefined;
    if (kind === 'none') {
      const remedy =
        'Give it a strategy such as WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(5)), or group by the clock, in processing-time windows';
      const why = `it waits for event time, and "${node.name}" sends no watermarks (noWatermarks)`;
      return { kind: 'stands', why, remedy, certain: true, idle };
    }
    if (this.plan.settings.autoWatermarkIntervalMs === 0) {
      const why = `it waits for event time, watermarks are sent only at the end (setAutoWatermarkInterval(0)), and "${endless.name}" never ends`;
      return { kind: 'stands', why, remedy: 'Give the interval a length', certain: true, idle: false };
    }
    return (idle ? undefined : this.#starved(node)) ?? { kind: 'flows' };
  }

  /** Subtasks that read no partition send no watermark, and hold those of the others back. */
  #starved(node: PlanNode): Progress | undefined {
    const source = starvedSource(this.plan, node, this.surroundings);
    if (!source) return undefined;
    const subtasks = effectiveParallelism(this.plan, source, this.surroundings);
    const partitions = this.surroundings.partitions?.get(source.id) ?? 0;
    const read = counted(partitions, 'partition');
    return {
      kind: 'stands',
      why: `"${source.name}" has ${counted(subtasks, 'subtask')} for ${read}, and a subtask without a partition holds event time back`,
      remedy: `Lower its parallelism with .setParallelism(${partitions}), or add .withIdleness(Duration.ofSeconds(10)) to the watermark strategy`,
      certain: false,
      idle: false,
    };
  }

  /** The smallest watermark of the inputs is the node's. */
  #ofInputs(node: PlanNode): Progress {
    const inputs = node.inputs.map((id) => this.#of(id));
    const standing = inputs.flatMap((input) => (input.kind === 'stands' ? [input] : []));
    const [first] = standing;
    if (!first) return inputs.some(({ kind }) => kind === 'flows') ? { kind: 'flows' } : { kind: 'ends' };
    const worst = standing.find(({ idle, certain }) => certain && !idle) ?? standing.find(({ idle }) => !idle) ?? first;
    // Others move event time only while all that stand still are silent.
    if (inputs.length > standing.length && worst.idle) return { ...worst, certain: false };
    return worst;
  }

  #sources(node: PlanNode): PlanNode[] {
    if (node.inputs.length === 0) return [node];
    return node.inputs.flatMap((id) => {
      const input = this.plan.nodes[id];
      return input ? this.#sources(input) : [];
    });
  }
}

/** The end of bounded input is the end of event time, some 300 million years on, and the trigger fires on its way there. */
function neverEnding({ id, name }: WindowNode): PlanFinding {
  const why =
    'its input ends, a global window does not, and a ContinuousEventTimeTrigger repeats its result for all time to come';
  const remedy =
    'For one result at the end use GlobalWindows.createWithEndOfStreamTrigger(), for one in each interval windows of event time, such as TumblingEventTimeWindows';
  return { node: id, certain: true, message: `"${name}" would never end: ${why}. ${remedy}.` };
}

/** When the windows fire: the trigger that was set, or the assigner's own. */
function triggerOf({ params: { trigger, assigner } }: WindowNode): string {
  if (trigger) return trigger.kind;
  return assigner.kind !== 'global' && assigner.time === 'event' ? 'eventTime' : 'processingTime';
}

function isOfEventTime({ params: { assigner } }: WindowNode): boolean {
  return assigner.kind !== 'global' && assigner.time === 'event';
}

/** Event-time windows and joins over records that have no timestamp: Flink fails with the first of them. */
function untimedFindings(plan: Plan, node: PlanNode, { does, place }: { does: string; place: string }): PlanFinding[] {
  return untimedSources(plan, node, true).map(({ source, certain }) => {
    const what = `"${node.name}" ${does} by event time, and the records of "${source.name}" have no timestamps`;
    const remedy = `give them some with assignTimestampsAndWatermarks(…) before the ${place}.`;
    const then = certain ? '' : 'the first of them that comes there ends the job. If they come there, ';
    return { node: node.id, certain, message: `${what}: ${then}${remedy}` };
  });
}

/** The sources in the job itself whose records come to a node without a timestamp. */
function untimedSources(plan: Plan, node: PlanNode, certain: boolean): { source: PlanNode; certain: boolean }[] {
  return node.inputs.flatMap((id) => {
    const input = plan.nodes[id];
    if (!input || isWindow(input)) return [];
    if ('timestamp' in input.functions && input.functions.timestamp !== undefined) return [];
    const { untimed, twoInputs, timers } = OPERATORS[input.op];
    if (untimed) return [{ source: input, certain }];
    return untimedSources(plan, input, certain && !twoInputs && !timers);
  });
}
