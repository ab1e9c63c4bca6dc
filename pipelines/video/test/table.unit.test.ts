import { describe, expect, it } from 'vitest';
import type { ProcessedVideoFrame } from '../analysis.js';
import { renderLine, renderTable, totals, type View } from '../table.js';
import { VideoTally } from '../tally.js';
import { VIDEO_TOPICS } from '../topics.js';

const at = '2026-05-04T09:30:00.000Z';
const processed = (frameId: string, brightness: number, source = 'camera-1'): ProcessedVideoFrame => ({
  frame_id: frameId,
  timestamp: at,
  source,
  frame_width: 1280,
  frame_height: 720,
  frame_channels: 3,
  frame_size_bytes: 70_000,
  metadata: {},
  brightness,
  contrast: 31.5,
  dominant_color: '#2858a8',
  aspect_ratio: 1.7778,
  compression_ratio: 0.02,
  resolution_category: 'HD',
  processed_at: '2026-05-04T09:30:00.120Z',
});
const window = { source: 'camera-1', window_start: at, window_end: '2026-05-04T09:30:10.000Z', frames: 3, bytes: 9 };

function someResults(): VideoTally {
  const results = new VideoTally();
  const add = (topic: string, value: unknown) => results.add(topic, JSON.stringify(value));
  for (const [i, brightness] of [0, 128, 255].entries()) add(VIDEO_TOPICS.processed, processed(`f-${i}`, brightness));
  add(VIDEO_TOPICS.processed, processed('f-2', 255));
  add(VIDEO_TOPICS.aggregations, { ...window, kind: 'analysed', resolution_category: 'HD' });
  add(VIDEO_TOPICS.aggregations, { ...window, kind: 'filtered', source: 'small', min_height: 480 });
  add(VIDEO_TOPICS.aggregations, {
    kind: 'late',
    source: 'small',
    frame_id: 'x',
    timestamp: at,
    missing_from: 'filtered',
  });
  add(VIDEO_TOPICS.rejected, { source: null, reason: 'no-json' });
  results.add(VIDEO_TOPICS.rejected, 'no JSON');
  return results;
}

const view: View = { heading: '0:05 of 1:00', results: someResults(), rates: { [VIDEO_TOPICS.processed]: 15 } };

describe('the tally', () => {
  it('counts every frame once, also one that came twice, and windows apart from what was left out', () => {
    const { results } = view;
    expect(results).toMatchObject({ processed: 3, repeated: 1, filtered: 4, rejected: 1, windows: 1, inWindows: 3 });
    expect(results.total).toBe(8);
    expect(results.strange).toBe(1);
    expect(results.latencyP95).toBe(120);
    expect(totals(view)).toMatchObject({ processed_video_frames: 3, 'source camera-1': 3 });
  });
});

describe('the table', () => {
  it('says in words and numbers what bars and colours show', () => {
    const text = renderTable(view, false);
    expect(text).not.toContain('\u001b');
    expect(text).toMatch(/camera-1 +1280×720 +3 +0\.0 +255 +█{8} +▁▅█ +32 +#2858a8 +0 +0/);
    expect(text).toMatch(/small +0 .* 4 +0\n/);
    expect(text).toContain('95 of 100 within 120 ms of their capture');
    expect(text).toContain('rejected  1: no-json 1');
    expect(renderTable(view, true)).toContain('\u001b[48;2;40;88;168m  \u001b[49m #2858a8');
  });

  it('never lets a message write to the terminal', () => {
    const results = new VideoTally();
    const hostile = { ...processed('f', 1, '\u001b[2Jgone\u0007'), dominant_color: '\u001b[31m' };
    results.add(VIDEO_TOPICS.processed, JSON.stringify(hostile));
    results.add(VIDEO_TOPICS.rejected, JSON.stringify({ source: null, reason: '\u001b]0;title' }));
    const text = renderTable({ ...view, results }, false) + renderLine({ ...view, results });
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u0007');
  });

  it('fits on one line for a pipe', () => {
    expect(renderLine({ ...view, sent: { frames: 8, waiting: 0, dropped: 0 } })).toBe(
      '0:05 of 1:00 · sent 8 · analysed 3 (15.0/s) · left out 4 · rejected 1 · p95 120 ms · camera-1 brightness 255',
    );
  });
});
