/** A group as it is, and as it was as long as somebody looked. */
import { useState } from 'preact/hooks';
import type { GroupSample } from '../../api/groups.js';
import { nameInAddress } from '../../api/names.js';
import type { Part } from '../../api/part.js';
import { type StreamState, useStream } from '../parts/stream.js';

/** Numbers that are kept of all samples together; the server keeps as many. */
const BUDGET = 24_000;

export interface GroupView extends StreamState {
  part?: Part<GroupSample>;
  /** Oldest first. */
  samples: readonly GroupSample[];
}

export function useGroup(id: string): GroupView {
  const [part, setPart] = useState<Part<GroupSample>>();
  const [samples, setSamples] = useState<readonly GroupSample[]>([]);
  const state = useStream(`/groups/${nameInAddress(id)}/events`, {
    history: (history: GroupSample[]) => setSamples(history),
    sample: (newest: Part<GroupSample>) => {
      setPart(newest);
      const { value, problem } = newest;
      if (value && !problem) setSamples((before) => withNewest(before, value));
    },
  });
  return { ...state, part, samples };
}

function withNewest(before: readonly GroupSample[], newest: GroupSample): readonly GroupSample[] {
  if (before.some(({ at }) => at >= newest.at)) return before;
  const most = Math.max(2, Math.floor(BUDGET / Math.max(1, newest.partitions.length + newest.members.length)));
  return [...before, newest].slice(-most);
}
