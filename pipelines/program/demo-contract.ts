/** What a pipeline and its demo have to do with each other. */
import type { JobArgs } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { Interrupts } from './interrupt.js';
import type { JobGuard } from './job-guard.js';
import type { OpenedJob } from './job-keeper.js';
import type { Screen } from './screen.js';

export interface DemoContext<View> {
  settings: Settings;
  options: {
    /** How long messages are sent. */
    seconds: number;
  };
  screen: Screen<View>;
  interrupts: Interrupts;
}

/** Where a demo's job begins, and as whom. */
export interface JobStart {
  bootstrapServers: string;
  groupId: string;
  startingOffsets: { topic: string; partition: number; offset: number }[];
}

/** What one pipeline brings to its demo. */
export interface DemoParts<View> {
  /** The demo, as its user types it. */
  command: string;
  /** Where it sends to. */
  topic: string;
  outputTopics: readonly string[];
  /** What the names of its groups begin with; they end with the id of the run. */
  groups: { results: string; job: string; display?: string };
  /** Another command that sends to the same topic, and so spoils the books. */
  producerCommand: string;
  /** @param guard ends the job should the demo be killed */
  openJob(start: JobStart, guard: JobGuard): OpenedJob<JobArgs> | Promise<OpenedJob<JobArgs>>;
  /** Readies what sends, and says what there is to see. The job runs by then; the signal ends what is opened. */
  ready(dashboardUrl: string | undefined, signal: AbortSignal): Promise<void>;
  /** Sends until the signal. */
  send(signal: AbortSignal): Promise<void>;
  /** Resolves when Kafka has everything that was sent. */
  flush(): Promise<void>;
  /** How many messages of its own are in the topic. */
  readonly sent: number;
  /** How many messages Kafka has not confirmed. */
  readonly unsent: number;
  /** What one of them is: `message`, `frame`. */
  readonly thing: string;
  addResult(topic: string, text: string): void;
  /** @param time where the run stands, in words */
  view(time: string): View;
  /** How many of the messages that went in were found again so far, in words, such as `3 701 of 3 750`. */
  readonly found: string;
  /** Whether every message that went in was found again. */
  reconciles(): boolean;
  summaryLines(): string[];
  /** Ends what sends and shows, at once. */
  close(): Promise<unknown>;
}
