import { describe, expect, test } from 'vitest';
import { aspectRatio, compressionRatio, resolutionCategory, toProcessed } from '../analysis.js';
import { frameInfoFromHeaders, parseVideoFrame } from '../frame.js';
import { readFrame, toMessage } from '../frame-message.js';
import type { CapturedFrame } from '../frame-source.js';

const captured: CapturedFrame = {
  source: 'camera-1',
  capturedAt: Date.UTC(2026, 4, 4, 9, 30),
  jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
  width: 1280,
  height: 720,
  channels: 3,
  metadata: { note: 'Nebel — „früh“', exposure_ms: 8.5, night: false },
};
const info = {
  frame_id: 'f-1',
  timestamp: '2026-05-04T09:30:00.000Z',
  source: 'camera-1',
  frame_width: 1280,
  frame_height: 720,
  frame_channels: 3,
  frame_size_bytes: 4,
  metadata: captured.metadata,
};

describe('a frame', () => {
  test.each(['json', 'binary'] as const)('comes out of Kafka as it went in, as %s', (encoding) => {
    const { key, value, headers } = toMessage(captured, 'f-1', encoding);
    const topic = encoding === 'json' ? 'video_frames' : 'video_frames_binary';
    // Kafka hands out headers and values as bytes.
    const asBytes = Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))]);
    const read = readFrame(topic, { value: Buffer.from(value as string), headers: Object.fromEntries(asBytes) });
    expect(key).toBe('camera-1');
    expect(read).toEqual({ info, jpeg: captured.jpeg });
  });

  test.each([
    [[], 'not-a-frame: a frame must be an object, not a list'],
    [null, 'not-a-frame: a frame must be an object, not null'],
    [{ ...info, source: '' }, 'not-a-frame: source must be a text that is not empty, not the text ""'],
    [{ ...info, timestamp: 'today' }, /timestamp must be a time in UTC .* not the text "today"/],
    [{ ...info, timestamp: '2026-02-30T09:30:00.000Z' }, /timestamp must be a time in UTC .* "2026-02-30T/],
    [{ ...info, timestamp: '2026-02-28T25:00:00Z' }, /timestamp must be a time in UTC/],
    [{ ...info, timestamp: '2026-02-28' }, /timestamp must be a time in UTC/],
    [{ ...info, frame_width: 1280.5 }, /frame_width must be a whole number from 1, not the number 1280.5/],
    [{ ...info, frame_height: '720' }, /frame_height must be a whole number from 1, not the text "720"/],
    [{ ...info, metadata: { a: [] } }, /metadata.a must be a text, a number, true or false, not a list/],
    [{ ...info }, 'not-a-frame: frame_data is missing'],
  ])('is refused with the field that is wrong: %j', (value, reason) => {
    expect(() => parseVideoFrame(value)).toThrow(reason);
  });

  test('is refused when its headers are no frame', () => {
    const headers = Object.fromEntries(
      Object.entries(toMessage(captured, 'f-1', 'binary').headers ?? {}).map(([name, text]) => [name, String(text)]),
    );
    expect(frameInfoFromHeaders(headers)).toEqual(info);
    expect(() => frameInfoFromHeaders({ ...headers, frame_width: '' })).toThrow(/frame_width/);
    expect(() => frameInfoFromHeaders({ ...headers, metadata: '{' })).toThrow('the header metadata is no JSON');
    expect(() => frameInfoFromHeaders({})).toThrow('frame_id is missing');
    expect(() => readFrame('video_frames', { value: Buffer.from('{"frame_id"') })).toThrow('no-json');
    expect(() => readFrame('video_frames', { value: null })).toThrow('no-json: the message has no value');
  });
});

describe('the classification', () => {
  test('puts each number of lines into its category, and the limits on the right side', () => {
    const heights = [240, 480, 719, 720, 1079, 1080, 2159, 2160, 4320];
    expect(heights.map(resolutionCategory)).toEqual(['SD', 'SD', 'SD', 'HD', 'HD', 'Full HD', 'Full HD', '4K', '4K']);
  });

  test('knows the shape of the image and what JPEG made of its pixels', () => {
    expect(aspectRatio(info)).toBe(1.7778);
    expect(compressionRatio({ ...info, frame_size_bytes: 138_240 })).toBe(0.05);
  });

  test('leaves the image out of the result', () => {
    const frame = { ...info, frame_data: '/9j/2Q==' };
    const pixels = { brightness: 100, contrast: 20, dominant_color: '#102030' };
    const result = toProcessed(frame, pixels, Date.UTC(2026, 4, 4, 9, 30, 1));
    expect(result).toEqual({
      ...info,
      ...pixels,
      aspect_ratio: 1.7778,
      compression_ratio: 0,
      resolution_category: 'HD',
      processed_at: '2026-05-04T09:30:01.000Z',
    });
  });
});
