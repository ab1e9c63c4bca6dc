/** A job as it is, its event time as long as somebody looked, and what its functions printed. */
import { useState } from 'preact/hooks';
import type { EventTimePoint, JobSample, PrintedLine, PrintedLines } from '../../api/jobs.js';
import type { Part } from '../../api/part.js';
import { type StreamState, useStream } from '../parts/stream.js';

const POINTS = 800;
const LINES = 500;

export interface Printed {
  lines: readonly PrintedLine[];
  leftOut: number;
}

export interface JobView extends StreamState {
  part?: Part<JobSample>;
  /** Oldest first. */
  points: readonly EventTimePoint[];
  printed: Printed;
}

export function useJob(id: string): JobView {
  const [part, setPart] = useState<Part<JobSample>>();
  const [points, setPoints] = useState<readonly EventTimePoint[]>([]);
  const [printed, setPrinted] = useState<Printed>({ lines: [], leftOut: 0 });
  const state = useStream(`/jobs/${encodeURIComponent(id)}/events`, {
    history: (history: EventTimePoint[]) => setPoints(history),
    job: (newest: Part<JobSample>) => {
      setPart(newest);
      const { value, problem } = newest;
      if (value && !problem) setPoints((before) => withNewest(before, value));
    },
    printed: (more: PrintedLines) => setPrinted((before) => withLines(more.fromStart ? undefined : before, more)),
  });
  return { ...state, part, points, printed };
}

function withNewest(before: readonly EventTimePoint[], { at, eventTime, tasks }: JobSample): readonly EventTimePoint[] {
  if (before.some((point) => point.at >= at)) return before;
  const watermarks = tasks.map(({ id, subtasks }) => [id, subtasks.map(({ watermark }) => watermark ?? null)] as const);
  return [...before, { at, eventTime, watermarks: Object.fromEntries(watermarks) }].slice(-POINTS);
}

function withLines(before: Printed | undefined, { lines, leftOut }: PrintedLines): Printed {
  const all = [...(before?.lines ?? []), ...lines];
  const kept = all.slice(-LINES);
  return { lines: kept, leftOut: (before?.leftOut ?? 0) + leftOut + all.length - kept.length };
}
