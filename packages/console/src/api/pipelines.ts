/** What server and page say to each other about the pipelines. */
import type { Part } from './part.js';

export type PipelineId = 'transactions' | 'video';

export interface ProgramLine {
  /** In ms since 1970. */
  at: number;
  text: string;
}

/** One of a pipeline's programs, as far as this console started it. */
export interface ProgramView {
  /** What one types for it in a terminal. */
  command: string;
  state: 'not started' | 'running' | 'stopping' | 'ended' | 'failed';
  /** The last lines that it printed. */
  lines: ProgramLine[];
  /** Lines before these. */
  leftOut: number;
}

export interface PipelineStatus {
  id: PipelineId;
  title: string;
  /** What it does, in a sentence or two. */
  description: string;
  /** Whether a program of it runs that this console started. */
  running: boolean;
  /** Says which program in a terminal runs its job. */
  elsewhere?: string;
  programs: ProgramView[];
}

/** The sums of one window of one minute of event time. */
export interface WindowSum {
  key: string;
  /** ISO 8601. */
  start: string;
  count: number;
  total: number;
}

export interface HighValueLine {
  id: string;
  user: string;
  category: string;
  amount: number;
  /** Event time, ISO 8601. */
  timestamp: string;
}

/** How many records there are of a kind, among those that were read, and why. */
export interface Reasons {
  count: number;
  /** The most frequent first. */
  reasons: { reason: string; count: number }[];
}

export interface TransactionsView {
  /** Per category, of the newest windows; oldest first. */
  categories: WindowSum[];
  /** The users who spent the most in the newest window that has closed. */
  users: WindowSum[];
  /** Newest first. */
  highValue: HighValueLine[];
  late: number;
  malformed: Reasons;
}

export interface BrightnessPoint {
  /** Capture time, in ms since 1970. */
  at: number;
  brightness: number;
}

export interface SourceView {
  source: string;
  /** Among the newest records. */
  frames: number;
  /** In its last whole window. */
  perSecond?: number;
  /** Frames that the height filter left out, in the windows that were read. */
  filtered: number;
  late: number;
  /** Oldest first. */
  brightness: BrightnessPoint[];
  /** Of its newest frame that was analysed: `1280 × 720, HD`. None where all frames were filtered out. */
  size?: string;
  dominantColor?: string;
}

export interface VideoView {
  sources: SourceView[];
  rejected: Reasons;
}

export interface PipelineEvent {
  status: PipelineStatus;
  transactions?: Part<TransactionsView>;
  video?: Part<VideoView>;
}
