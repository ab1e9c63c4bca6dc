/** The last statement of every bundle: gives Node and the runner their entry points, as `globalThis.__flink`. */
import { type GraphFunction, toPlan } from '../api/graph/graph.js';
import type { JobDefinition } from '../api/job/job.js';
import type { Plan } from '../plan/plan.js';
import type { Adapter, OperatorBridge } from './bridge.js';
import { adapt } from './functions/adapters.js';
import { requireSamePlan } from './graph-check.js';
import { type ConsoleSink, endBuilding, type SubmissionText, sendConsoleTo, submission } from './prelude.js';
import { parseRecord, setObjectReuse, textWriter } from './records/json-records.js';

/** What the bundle offers to whoever evaluated it. */
export interface BundleEntry {
  /** Node: the plan as JSON text. */
  plan(submissionText?: string): string;
  /** The runner: builds the graph again, compares it with the submitted plan, and lets the functions start. */
  open(planText: string, console: ConsoleSink): void;
  /** The runner: wraps function `number` for one operator's subtask. */
  bind(number: number, bridge: OperatorBridge): Adapter;
  parse(text: string, nested: boolean): unknown;
  stringify(record: unknown): string;
  /** For a record that a function may have changed after it was sealed. */
  stringifyChanged(record: unknown): string;
}

declare global {
  var __flink: BundleEntry | undefined;
}

export function install(job: JobDefinition): void {
  let functions: GraphFunction[] = [];
  globalThis.__flink = {
    plan(submissionText) {
      const { args }: SubmissionText = submissionText ? JSON.parse(submissionText) : submission;
      return JSON.stringify(toPlan(job.name, job.buildGraph(args)));
    },

    open(planText, console) {
      const submitted: Plan = JSON.parse(planText);
      const graph = job.buildGraph(submission.args);
      // Through JSON, as the submitted one went: a property that is undefined is none.
      requireSamePlan(submitted, JSON.parse(JSON.stringify(toPlan(job.name, graph))));
      functions = graph.functions;
      setObjectReuse(submitted.settings.objectReuse);
      sendConsoleTo(console);
      endBuilding();
    },

    bind(number, bridge) {
      return adapt(functions[number] as GraphFunction, bridge);
    },

    parse: parseRecord,
    stringify: (record) => JSON.stringify(record),
    stringifyChanged: textWriter('the record that the function was given, and changed'),
  };
}
