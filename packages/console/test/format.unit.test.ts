/** Numbers and times are read as they are meant. */
import { expect, test } from 'vitest';
import { formatAgo, formatBytes, formatCount, formatDuration, formatRate } from '../src/client/parts/format.js';

test('counts and rates', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect([0, 0.01, 0.3, 9.96, 1240.4].map(formatRate)).toEqual(['0', '< 0.1', '0.3', '10', '1,240']);
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
