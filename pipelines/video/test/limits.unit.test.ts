import { MAX_FRAME_BATCH_BYTES, workbookTopics } from '@workbook/services';
import { describe, expect, test } from 'vitest';
import { toMessage } from '../frame-message.js';
import { FETCH_BYTES, MAX_BATCH_BYTES, MAX_JPEG_BYTES, MAX_METADATA_LENGTH } from '../limits.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from '../topics.js';

describe('the limits of a frame', () => {
  test('fit into one another: the largest JPEG as JSON is a batch that the topic takes', () => {
    const frame = {
      source: 'camera-1',
      capturedAt: 0,
      jpeg: Buffer.alloc(MAX_JPEG_BYTES),
      width: 3840,
      height: 2160,
      channels: 3,
      metadata: { note: '\u{1f4f7}'.repeat(MAX_METADATA_LENGTH / 4) },
    };
    for (const encoding of ['json', 'binary'] as const) {
      const { value, headers } = toMessage(frame, 'f'.repeat(100), encoding);
      const bytes = Buffer.byteLength(value as string) + JSON.stringify(headers ?? {}).length;
      expect(bytes).toBeLessThan(MAX_BATCH_BYTES);
    }
    expect(MAX_BATCH_BYTES).toBeLessThan(MAX_FRAME_BATCH_BYTES);
    expect(FETCH_BYTES).toBe(MAX_FRAME_BATCH_BYTES);
  });

  test('hold for both topics that carry images', () => {
    for (const name of FRAME_TOPICS) {
      const topic = workbookTopics.find((it) => it.name === name);
      expect(topic?.config?.['max.message.bytes']).toBe(String(MAX_FRAME_BATCH_BYTES));
    }
  });

  test('every topic of the pipeline is created at start', () => {
    const names = workbookTopics.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.values(VIDEO_TOPICS)));
  });
});
