import type { EvictorPlan, TriggerPlan, WindowAssignerPlan, WindowParams } from '../../plan/windows.js';
import { type Duration, wholeMillis } from '../duration.js';
import type { OutputTag } from '../output-tag.js';
import type { Trigger } from './triggers.js';
import type { Window, WindowAssigner } from './windows.js';

/** What a windowed stream is told before it is given its function: which windows, when they fire, what is too late. */
export class WindowSettings<T, W extends Window> {
  #trigger: TriggerPlan | undefined;
  #evictor: EvictorPlan | undefined;
  #allowedLatenessMs = 0;
  #lateTag: string | undefined;

  constructor(private readonly assigner: WindowAssigner<T, W>) {
    this.#trigger = assigner.defaultTrigger;
  }

  /** The operator's name, until it is given another. */
  get name(): string {
    return this.assigner.name;
  }

  /** The function that says the gap of a session for each record, where the assigner has one. */
  get gap(): object | undefined {
    return this.assigner.gap;
  }

  /** @throws Error for a trigger that would never fire these windows */
  trigger(trigger: Trigger<W>): this {
    const why = whyNever(this.assigner.plan, trigger.plan);
    if (why) throw new Error(`trigger: ${this.name} would never fire, as ${why}`);
    this.#trigger = trigger.plan;
    return this;
  }

  evictor(evictor: EvictorPlan): this {
    this.#evictor = evictor;
    return this;
  }

  allowedLateness(lateness: Duration): this {
    this.requireEventTime('allowedLateness');
    this.#allowedLatenessMs = wholeMillis(lateness, 0, 'allowedLateness: a lateness');
    return this;
  }

  sideOutputLateData(tag: OutputTag<T>): this {
    this.requireEventTime('sideOutputLateData');
    this.#lateTag = tag.id;
    return this;
  }

  /**
   * For the plan.
   * @throws Error for global windows without a trigger
   */
  params(): WindowParams {
    if (this.assigner.plan.kind === 'global' && !this.#trigger) {
      throw new Error(
        'a global window has no end and would never fire: say when with .trigger(…), for example CountTrigger.of(100), or use GlobalWindows.createWithEndOfStreamTrigger() for input that ends',
      );
    }
    return {
      assigner: this.assigner.plan,
      trigger: this.#trigger,
      evictor: this.#evictor,
      allowedLatenessMs: this.#allowedLatenessMs,
      lateTag: this.#lateTag,
    };
  }

  /** Flink accepts the setting elsewhere, and it does nothing there. */
  private requireEventTime(setting: string): void {
    const { plan } = this.assigner;
    if (plan.kind !== 'global' && plan.time === 'event') return;
    const why = plan.kind === 'global' ? 'a global window has no end' : 'by the clock every record is in time';
    throw new Error(`${setting}: nothing is ever late for ${this.name}, as ${why}. It is for event-time windows`);
  }
}

/** Why a trigger never fires an assigner's windows; Flink would drop their records without a word. */
function whyNever(assigner: WindowAssignerPlan, { kind }: TriggerPlan): string | undefined {
  if (assigner.kind === 'global') {
    return kind === 'eventTime' || kind === 'processingTime'
      ? 'a global window has no end. Use a CountTrigger or one of the continuous triggers'
      : undefined;
  }
  if (assigner.time === 'processing' && (kind === 'eventTime' || kind === 'continuousEventTime')) {
    return 'they end by the clock and are gone before event time fires them. Use event-time windows, or a trigger by processing time or count';
  }
  return undefined;
}
