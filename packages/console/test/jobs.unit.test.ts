import { describe, expect, it } from 'vitest';
import { checkpointsFrom } from '../src/server/jobs/checkpoints.js';
import { newestTime } from '../src/server/jobs/newest-time.js';
import { sourceMetrics, subtasksFrom } from '../src/server/jobs/subtasks.js';

describe('figures of subtasks', () => {
  it('are found for the source alone, and not for its partitions', () => {
    const ids = [
      '0.Source__a.currentOutputWatermark',
      '0.b.currentOutputWatermark',
      '1.Source__a.currentEmitEventTimeLag',
      '9.Source__a.sourceIdleTime',
      '0.Source__a.split.t-0.watermark.currentWatermark',
    ];
    expect(
      sourceMetrics(
        ids.map((id) => ({ id })),
        2,
      ),
    ).toEqual([ids[0], ids[2]]);
  });

  it('say the newest event time, also while the source waits for records', () => {
    const values = new Map([
      ['0.Source__a.currentOutputWatermark', 4_000],
      ['0.Source__a.currentEmitEventTimeLag', 2_000],
      ['0.Source__a.sourceIdleTime', 3_000],
      ['1.Source__a.currentEmitEventTimeLag', 1_500],
      ['0.busyTimeMsPerSecond', 250],
    ]);
    const { subtasks, eventTime } = subtasksFrom(values, 2, 10_000);
    expect(subtasks).toEqual([{ busy: 0.25, watermark: 4_000 }, {}]);
    expect(eventTime).toBe(8_500);
  });

  it('keep the newest event time when an older record is read after it', () => {
    const newest = newestTime();
    expect([undefined, 5_000, 3_000, undefined, 6_000].map(newest)).toEqual([undefined, 5_000, 5_000, 5_000, 6_000]);
  });

  it('leave out what Flink does not know yet', () => {
    const values = new Map([
      ['0.currentInputWatermark', -(2 ** 63)],
      ['0.busyTimeMsPerSecond', Number.NaN],
      ['0.Source__a.currentEmitEventTimeLag', 9.2e18],
      ['1.Source__a.currentEmitEventTimeLag', -1],
    ]);
    expect(subtasksFrom(values, 2, 10_000)).toEqual({ subtasks: [{}, {}], eventTime: undefined });
  });
});

describe('checkpoints', () => {
  const counts = { restored: 1, in_progress: 0, completed: 1, failed: 1 };
  const failed = {
    id: 2,
    status: 'FAILED' as const,
    is_savepoint: false,
    trigger_timestamp: 5,
    end_to_end_duration: 7,
    state_size: 0,
    failure_message: 'too slow',
  };

  it('keep the reason of one that failed', () => {
    const found = checkpointsFrom({ counts, history: [failed] }, 2_000);
    expect(found).toMatchObject({
      everyMs: 2_000,
      restored: 1,
      history: [{ id: 2, status: 'FAILED', durationMs: 7, failure: 'too slow' }],
    });
  });

  it('are absent for a job that makes none', () => {
    expect(checkpointsFrom({ counts, history: [] }, 2 ** 63)).toBeUndefined();
  });
});
