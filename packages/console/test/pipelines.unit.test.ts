import { describe, expect, it } from 'vitest';
import { TransactionsReading } from '../src/server/pipelines/transactions.js';
import { VideoReading } from '../src/server/pipelines/video.js';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the transaction pipeline', () => {
  const sum = (kind: string, key: string, minute: number, total: number) =>
    json({ kind, key, window_start: `2026-05-04T09:${String(minute).padStart(2, '0')}:00.000Z`, count: 1, total });

  it('shows the newest windows per category, and the dearest users of the newest one', () => {
    const reading = new TransactionsReading();
    for (let minute = 0; minute < 30; minute++)
      reading.take('user_aggregations', sum('category', 'books', minute, minute));
    reading.take('user_aggregations', sum('user', 'anna', 28, 900));
    reading.take('user_aggregations', sum('user', 'bert', 29, 10));
    reading.take('user_aggregations', sum('user', 'cleo', 29, 20));
    const { categories, users } = reading.view;
    expect(categories.map(({ total }) => total)).toEqual(Array.from({ length: 20 }, (_, index) => index + 10));
    expect(users.map(({ key }) => key)).toEqual(['cleo', 'bert']);
  });

  it('counts what is late and why messages were malformed, whatever they said of themselves', () => {
    const reading = new TransactionsReading();
    for (const amount of [-1, -2]) {
      reading.take(
        'malformed_transactions',
        json({ reason: `amount must be a number above 0, not the number ${amount}` }),
      );
    }
    reading.take('late_transactions', json({}));
    expect(reading.view.malformed).toEqual({
      count: 2,
      reasons: [{ reason: 'amount must be a number above 0', count: 2 }],
    });
    expect(reading.view.late).toBe(1);
  });

  it('passes over whatever else stands in its topics', () => {
    const reading = new TransactionsReading();
    for (const value of [
      null,
      Buffer.from('no JSON'),
      json([1]),
      json(null),
      json({ kind: 'user', key: 5 }),
      Buffer.alloc(70_000, 'x'),
    ]) {
      reading.take('user_aggregations', value);
      reading.take('high_value_transactions', value);
    }
    expect(reading.view).toMatchObject({ categories: [], users: [], highValue: [] });
  });
});

describe('the video pipeline', () => {
  it('shows each source with its frames, brightness, rate, and what was left out', () => {
    const reading = new VideoReading();
    const frame = {
      source: 'camera',
      timestamp: '2026-05-04T09:00:00.000Z',
      brightness: 80,
      frame_width: 1280,
      frame_height: 720,
      resolution_category: 'HD',
      dominant_color: '#102030',
    };
    reading.take('processed_video_frames', json(frame));
    reading.take(
      'video_source_aggregations',
      json({ kind: 'analysed', source: 'camera', window_end: '2026-05-04T09:00:20.000Z', frames_per_second: 4.5 }),
    );
    reading.take(
      'video_source_aggregations',
      json({ kind: 'analysed', source: 'camera', window_end: '2026-05-04T09:00:10.000Z', frames_per_second: 1 }),
    );
    reading.take('video_source_aggregations', json({ kind: 'filtered', source: 'camera', frames: 7 }));
    reading.take('video_source_aggregations', json({ kind: 'late', source: 'camera' }));
    reading.take('rejected_video_frames', json({ reason: 'truncated' }));
    expect(reading.view).toEqual({
      sources: [
        {
          source: 'camera',
          frames: 1,
          perSecond: 4.5,
          filtered: 7,
          late: 1,
          brightness: [{ at: Date.parse(frame.timestamp), brightness: 80 }],
          size: '1280 × 720, HD',
          dominantColor: '#102030',
        },
      ],
      rejected: { count: 1, reasons: [{ reason: 'truncated', count: 1 }] },
    });
  });

  it('says nothing of what nobody analysed, and names sources in order', () => {
    const reading = new VideoReading();
    for (const source of ['camera-10', 'camera-2'])
      reading.take('video_source_aggregations', json({ kind: 'filtered', source, frames: 40 }));
    const untold = { frames: 0, filtered: 40, late: 0, brightness: [] };
    expect(reading.view.sources).toEqual([
      { source: 'camera-2', ...untold },
      { source: 'camera-10', ...untold },
    ]);
  });

  it('is not filled by a stranger’s records', () => {
    const reading = new VideoReading();
    for (let number = 0; number < 100; number++)
      reading.take('video_source_aggregations', json({ kind: 'late', source: `s${number}` }));
    expect(reading.view.sources).toHaveLength(12);
  });
});
