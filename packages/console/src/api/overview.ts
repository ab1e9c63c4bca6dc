/** What the first page says about everything. */
import type { Part } from './part.js';

export interface ServiceHealth {
  /** `Kafka`, `Flink JobManager`, … */
  title: string;
  state: 'running' | 'unready' | 'crashed' | 'stopped';
  address: string;
  /** What it answered, or what became of it. */
  detail: string;
  /** The command that mends it; absent where all is well. */
  command?: string;
  /** What to do where no command helps. */
  remedy?: string;
}

export interface TopicRate {
  topic: string;
  partitions: number;
  /** Offsets that are kept: as many messages, unless the topic is compacted or written in transactions. */
  messages: number;
  /** Offsets that were written in the last seconds, per second; undefined until there are two readings. */
  perSecond?: number;
}

export interface TopicRates {
  /** The busiest of those that hold messages first, at most {@link TOPICS_SHOWN}. */
  topics: TopicRate[];
  /** How many more topics there are, without Kafka's own and those of checks. */
  others: number;
  /** Of all topics together, per second. */
  perSecond?: number;
}

/** More rows than this say no more at a glance; the page of topics has all of them. */
export const TOPICS_SHOWN = 12;

export interface JobLine {
  id: string;
  name: string;
  /** Flink's word: RUNNING, FAILED, … */
  state: string;
  /** ISO 8601. */
  startedAt: string;
  /** How many of its tasks run, and how many there are. */
  running: number;
  tasks: number;
  /** How often Flink restarted it, as long as it has not got over its failure; else 0. */
  restarts: number;
}

export interface LessonLine {
  number: number;
  slug: string;
  title: string;
  state: 'solved' | 'begun' | 'not begun';
}

/** What a learner would do now. */
export interface NextStep {
  sentence: string;
  /** A command for the terminal. */
  command?: string;
  /** A page of the console. */
  page?: { path: string; label: string };
}

/** What is known so far; an event carries what is new of it. */
export interface Overview {
  services?: Part<ServiceHealth[]>;
  topics?: Part<TopicRates>;
  /** Jobs that run, and those that failed in the last hour. */
  jobs?: Part<JobLine[]>;
  lessons?: Part<LessonLine[]>;
  /** Absent as long as it may still turn out to be another. */
  next?: NextStep;
}
