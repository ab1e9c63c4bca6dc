/** The workbook's pipelines: what they are called, what starts them, and the topics that say what they do. */
import type { PipelineId } from '../../api/pipelines.js';

export interface ProgramSpec {
  /** The script in package.json. */
  script: string;
  /** Words after it. */
  words: readonly string[];
}

export interface PipelineSpec {
  id: PipelineId;
  title: string;
  description: string;
  /** What its job is called in Flink. */
  job: string;
  /** In the order in which they are started. */
  programs: readonly ProgramSpec[];
}

export const PIPELINES: readonly PipelineSpec[] = [
  {
    id: 'transactions',
    title: 'Transactions',
    description:
      'A shop’s purchases: Flink checks them, keeps those above 100, adds a discount, sums them up for each user and category per minute of event time, and sets apart what is malformed or late.',
    job: 'transactions',
    programs: [
      { script: 'transactions:processor', words: [] },
      { script: 'transactions:producer', words: [] },
    ],
  },
  {
    id: 'video',
    title: 'Video frames',
    description:
      'Frames of video as messages: Flink asks a service for their brightness and colours, leaves out those of low height, and sums them up for each source per 10 seconds.',
    job: 'video-frames',
    programs: [
      { script: 'video:processor', words: [] },
      { script: 'video:producer', words: ['generated'] },
    ],
  },
];

/** What one types in a terminal for it. */
export function commandOf({ script, words }: ProgramSpec): string {
  return ['npm run', script, ...words].join(' ');
}
