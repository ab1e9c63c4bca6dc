import { describe, expect, it } from 'vitest';
import type { GroupMember, GroupSample } from '../src/api/groups.js';
import { assignmentSpans, groupEvents, memberNames } from '../src/client/groups/timeline.js';
import { layoutGraph } from '../src/client/jobs/graph-layout.js';

const member = (id: string, ...partitions: number[]): GroupMember => ({
  id,
  clientId: id.split('-')[0] ?? '',
  host: '127.0.0.1',
  topics: ['orders'],
  assigned: partitions.map((partition) => ({ topic: 'orders', partition })),
});

const sample = (at: number, state: string, ...members: GroupMember[]): GroupSample => ({
  at,
  state,
  protocolType: 'consumer',
  members,
  partitions: [],
  morePartitions: 0,
  flinkJobs: [],
});

describe('the timeline of a group', () => {
  const samples = [
    sample(1000, 'Stable', member('anna-1', 0, 1)),
    sample(2000, 'PreparingRebalance', member('anna-1')),
    sample(3000, 'Stable', member('anna-1', 0), member('bert-2', 1)),
    sample(4000, 'Stable', member('anna-1', 0), member('bert-2', 1)),
  ];

  it('shows who read a partition before, during and after a rebalance', () => {
    const spans = assignmentSpans(samples).map(({ partition, member, from, to }) => [partition, member, from, to]);
    expect(spans).toEqual([
      [0, 'anna', 1000, 2000],
      [1, 'anna', 1000, 2000],
      [0, 'anna', 3000, 4000],
      [1, 'bert', 3000, 4000],
    ]);
  });

  it('claims nothing about the time when nobody looked', () => {
    const spans = assignmentSpans([
      sample(1000, 'Stable', member('anna-1', 0)),
      sample(60_000, 'Stable', member('anna-1', 0)),
    ]);
    expect(spans.map(({ from, to }) => [from, to])).toEqual([
      [1000, 1000],
      [60_000, 60_000],
    ]);
  });

  it('tells members with the same client id apart', () => {
    const names = memberNames([sample(1, 'Stable', member('app-aaaa'), member('app-bbbb'), member('till-cccc'))]);
    expect([...names.values()]).toEqual(['app (…aaaa)', 'app (…bbbb)', 'till']);
  });

  it('says in words what happened, newest first', () => {
    const [last, first] = groupEvents(samples);
    expect(first?.text).toBe('Stable became PreparingRebalance.');
    expect(last?.text).toBe(
      'bert joined; PreparingRebalance became Stable; anna now reads orders 0; bert now reads orders 1.',
    );
  });
});

describe('the picture of a graph', () => {
  const nodes = [
    { id: 'sink', lines: 2, inputs: ['window', 'source'] },
    { id: 'source', lines: 5, inputs: [] },
    { id: 'window', lines: 2, inputs: ['source'] },
    { id: 'other', lines: 2, inputs: ['source'] },
  ];
  const { boxes, edges, width, height } = layoutGraph(nodes);
  const box = (id: string) => boxes.find((it) => it.id === id) ?? { x: Number.NaN, y: Number.NaN, width: 0, height: 0 };

  it('has each task to the right of all that it reads', () => {
    expect(box('source').x).toBeLessThan(box('window').x);
    expect(box('window').x).toBe(box('other').x);
    expect(box('window').x).toBeLessThan(box('sink').x);
  });

  it('lets no two boxes overlap, and none leave the picture', () => {
    const [a, b] = [box('window'), box('other')].sort((one, two) => one.y - two.y);
    expect((a?.y ?? 0) + (a?.height ?? 0)).toBeLessThan(b?.y ?? 0);
    for (const { x, y, width: w, height: h } of boxes) {
      expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height).toBe(true);
    }
  });

  it('has a line for each input, and ends also where a graph goes round in a circle', () => {
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'window sink',
      'source sink',
      'source window',
      'source other',
    ]);
    expect(
      layoutGraph([
        { id: 'a', lines: 1, inputs: ['b'] },
        { id: 'b', lines: 1, inputs: ['a'] },
      ]).boxes,
    ).toHaveLength(2);
    expect(layoutGraph([])).toMatchObject({ boxes: [], edges: [] });
  });
});
