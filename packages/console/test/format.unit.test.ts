/** Numbers and times are read as they are meant. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  counted,
  formatAgo,
  formatBytes,
  formatClock,
  formatCount,
  formatDateTime,
  formatDuration,
  formatMessageTime,
  formatPreciseClock,
  formatRate,
  formatTimeBriefly,
  formatZone,
  tickFormat,
} from '../src/client/parts/format.js';

test('counts and rates', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect([0, 0.01, 0.3, 9.96, 1240.4].map(formatRate)).toEqual(['0', '< 0.1', '0.3', '10', '1,240']);
});

test('numbers of things', () => {
  expect([0, 1, 12345].map((n) => counted(n, 'message'))).toEqual(['0 messages', '1 message', '12,345 messages']);
});

test('bytes', () => {
  expect([0, 512, 1536, 5 * 1024 * 1024, 300 * 1024 ** 3].map(formatBytes)).toEqual([
    '0 B',
    '512 B',
    '1.5 KiB',
    '5 MiB',
    '300 GiB',
  ]);
});

test('durations', () => {
  expect([350, 4240, 59_400, 185_000, 7_440_000, 260_000_000].map(formatDuration)).toEqual([
    '350 ms',
    '4.2 s',
    '59 s',
    '3 min 5 s',
    '2 h 4 min',
    '3 days',
  ]);
});

test('how long ago', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  expect(formatAgo('2026-01-01T11:59:58Z', now)).toBe('just now');
  expect(formatAgo('2026-01-01T11:57:00Z', now)).toBe('3 min ago');
  expect(formatAgo('2026-01-01T12:00:09Z', now)).toBe('just now');
  expect(formatAgo('2025-12-20T12:00:00Z', now)).toBe('12 days ago');
});

test('ticks of an axis say the day where days pass', () => {
  const from = new Date(2026, 10, 28, 22, 30);
  const hours = (count: number) => new Date(2026, 10, 28, 22 + count, 30);
  const tick = (span: number, at: number) => tickFormat(from.getTime(), hours(span).getTime())(hours(at));
  expect([tick(3, 2), tick(60, 26), tick(60, 50), tick(2_000, 26)]).toEqual([
    '00:30:00',
    '11-30 00:30',
    '12-01 00:30',
    '2026-11-30',
  ]);
});

describe('a time', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  test('is followed by its zone', () => {
    const winter = Date.parse('2026-01-01T12:00:00.125Z');
    const summer = Date.parse('2026-07-01T12:00:00.125Z');
    process.env.TZ = 'Europe/Berlin';
    expect([winter, summer].map(formatDateTime)).toEqual(['2026-01-01 13:00:00 UTC+1', '2026-07-01 14:00:00 UTC+2']);
    expect([formatClock(winter), formatPreciseClock(summer)]).toEqual(['13:00:00 UTC+1', '14:00:00.125 UTC+2']);
    const zones = ['UTC', 'America/St_Johns', 'Asia/Kathmandu'].map((TZ) => {
      process.env.TZ = TZ;
      return formatZone(winter);
    });
    expect(zones).toEqual(['UTC', 'UTC-3:30', 'UTC+5:45']);
  });

  test('of a message may be anything', () => {
    process.env.TZ = 'UTC';
    const brief = [-1, 0, 1.796e18].map((ms) => formatTimeBriefly(ms, formatClock));
    expect(brief).toEqual(['no time', '00:00:00 UTC', 'looks like nanoseconds']);
    const times = [-1, -1000, 0, 1_796_000_000_000_000, 1.796e18, 8.64e15, Number.MAX_VALUE, -1e300];
    expect(times.map((ms) => formatMessageTime(ms))).toEqual([
      'no time',
      '1969-12-31 23:59:59 UTC',
      '1970-01-01 00:00:00 UTC',
      'out of range (looks like microseconds: 2026-11-30 00:53:20 UTC)',
      'out of range (looks like nanoseconds: 2026-11-30 00:53:20 UTC)',
      'out of range (after the year 9999)',
      'out of range (after the year 9999)',
      'out of range (before the year 1)',
    ]);
  });
});
