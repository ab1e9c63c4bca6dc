/** The Flink job and its analysis service on a live cluster, over frames that are known in advance, good and bad. */
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import type { Admin, Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../program/kafka.js';
import { endOf, lagOf } from '../../program/offsets.js';
import { ResultConsumer } from '../../program/result-consumer.js';
import type { ProcessedVideoFrame, SourceAggregation } from '../analysis.js';
import { BROKEN_KINDS, breakMessage, OVER_THE_LIMIT } from '../broken.js';
import type { RejectedVideoFrame } from '../frame.js';
import { type FrameEncoding, TOPIC_OF, toMessage } from '../frame-message.js';
import type { CapturedFrame } from '../frame-source.js';
import { analyseImage } from '../image-analysis.js';
import { MAX_JPEG_BYTES } from '../limits.js';
import { videoProcessor } from '../processor.js';
import { GeneratedSource } from '../sources/generated.js';
import { FRAME_TOPICS, VIDEO_OUTPUT_TOPICS, VIDEO_TOPICS } from '../topics.js';

const GROUP = `video-job-test-${process.pid}`;
/** How long the job may take for what is expected, in ms: a busy machine must not fail a test. */
const PATIENCE = { timeout: 120_000, interval: 100 };
const SIZES = [
  { width: 320, height: 240 },
  { width: 640, height: 480 },
  { width: 854, height: 481 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];
const TICKS = 4;
const FPS = 5;

/** Frames of all sizes, as if captured within a second, however long they take to be painted. */
async function capture(): Promise<CapturedFrame[]> {
  const { signal } = new AbortController();
  const source = new GeneratedSource({
    fps: FPS,
    sizes: SIZES,
    sources: SIZES.length,
    quality: 70,
    seed: 7,
    daySeconds: 2,
    signal,
  });
  const frames: CapturedFrame[] = [];
  const began = Date.now();
  for await (const frame of source) {
    const tick = Math.floor(frames.length / SIZES.length);
    frames.push({ ...frame, capturedAt: began + (tick * 1000) / FPS });
    if (frames.length === TICKS * SIZES.length) break;
  }
  await source.close();
  return frames;
}

describe('the video job', () => {
  const settings = readSettings();
  const kafka = kafkaClient(settings.kafka.bootstrapServers, GROUP);
  const written = new Map<string, unknown[]>();
  const of = <T>(topic: string) => (written.get(topic) ?? []) as T[];
  /** All good frames that were sent, by id. */
  const sources = new Map<string, CapturedFrame>();
  let frames: CapturedFrame[];
  let admin: Admin;

  /** Sends every frame in both encodings, and each kind of broken frame; runs the job over them, and drains it. */
  beforeAll(async () => {
    admin = kafka.admin();
    await admin.connect();
    frames = await capture();
    const high = frames.find(({ height }) => height === 720) as CapturedFrame;
    const batches = new Map<string, Message[][]>(FRAME_TOPICS.map((topic) => [topic, []]));
    for (const encoding of ['json', 'binary'] as const satisfies FrameEncoding[]) {
      batches.get(TOPIC_OF[encoding])?.push(messagesOf(frames, encoding));
    }
    const broken = [...BROKEN_KINDS, OVER_THE_LIMIT].map((kind, i) =>
      breakMessage({ ...toMessage(high, `broken-${i}`, 'json'), key: `broken-${i}` }, kind),
    );
    const [late, future] = ['2020-01-01T00:00:00.000Z', '9999-12-31T00:00:00.000Z'].map((timestamp) => {
      const message = toMessage(high, timestamp, 'json');
      return { ...message, value: JSON.stringify({ ...JSON.parse(String(message.value)), timestamp }) };
    }) as [Message, Message];
    batches.get(VIDEO_TOPICS.frames)?.push(...[...broken, future].map((message) => [message]));
    const tombstone = { ...toMessage(high, 'tombstone', 'binary'), value: null };
    const noHeaders = { key: 'no-headers', value: high.jpeg };
    batches.get(VIDEO_TOPICS.binaryFrames)?.push([tombstone, noHeaders]);

    const consumer = new ResultConsumer(kafka, {
      groupId: `${GROUP}-results`,
      from: await endOf(admin, VIDEO_OUTPUT_TOPICS),
      onResult: ({ topic, text }) => written.set(topic, [...of(topic), JSON.parse(text)]),
    });
    const producer = kafka.producer();
    await using processor = await videoProcessor(
      new FlinkClient(settings.flink.url),
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: GROUP,
        startingOffsets: (await endOf(admin, FRAME_TOPICS)).toNumbers(),
      },
      () => {},
    );
    try {
      await Promise.all([producer.connect(), consumer.start(), processor.job.start()]);
      for (const [topic, all] of batches) {
        for (const messages of all) await producer.send({ topic, messages });
      }
      const end = await endOf(admin, FRAME_TOPICS);
      await vi.waitUntil(async () => (await lagOf(admin, GROUP, end)) === 0n, PATIENCE);
      // These let the windows of the others fire, so that what comes for them is late.
      const later = frames.slice(-SIZES.length).map((frame) => ({ ...frame, capturedAt: frame.capturedAt + 20_000 }));
      for (const encoding of ['json', 'binary'] as const) {
        await producer.send({ topic: TOPIC_OF[encoding], messages: messagesOf(later, encoding) });
      }
      await vi.waitUntil(() => analysed() === expected() && counted() > 0, PATIENCE);
      await producer.send({ topic: VIDEO_TOPICS.frames, messages: [late] });
      await vi.waitUntil(() => analysed() === expected() + 1, PATIENCE);
      await processor.job.drain();
      await vi.waitUntil(
        () => of(VIDEO_TOPICS.rejected).length >= broken.length + 3 && counted() >= sources.size + 1,
        PATIENCE,
      );
    } finally {
      await Promise.allSettled([processor.job.cancel(), producer.disconnect(), consumer.stop()]);
    }
  });

  afterAll(async () => {
    await admin.deleteGroups([GROUP]);
    await admin.disconnect();
  });

  function messagesOf(captured: readonly CapturedFrame[], encoding: FrameEncoding): Message[] {
    return captured.map((frame) => {
      const frameId = `${encoding}-${frame.capturedAt}-${frame.source}`;
      sources.set(frameId, frame);
      return toMessage(frame, frameId, encoding);
    });
  }

  const passes = ({ height }: CapturedFrame) => height > 480;
  const expected = () => [...sources.values()].filter(passes).length;
  const analysed = () => of(VIDEO_TOPICS.processed).length;
  const counted = () =>
    of<SourceAggregation>(VIDEO_TOPICS.aggregations).reduce((sum, it) => sum + ('frames' in it ? it.frames : 1), 0);

  it('analyses every frame above 480 lines, of both topics, as sharp sees its pixels', async () => {
    const results = of<ProcessedVideoFrame>(VIDEO_TOPICS.processed).filter(({ frame_id }) => sources.has(frame_id));
    expect(results).toHaveLength(expected());
    for (const result of results) {
      const frame = sources.get(result.frame_id);
      const { width, height, jpeg, metadata } = frame as CapturedFrame;
      const answer = await analyseImage(jpeg, { width, height, channels: 3, size: jpeg.length });
      const category = height >= 1080 ? 'Full HD' : height >= 720 ? 'HD' : 'SD';
      expect(result).toMatchObject({
        ...('pixels' in answer && answer.pixels),
        source: frame?.source,
        frame_width: width,
        frame_height: height,
        metadata,
        resolution_category: category,
        aspect_ratio: Math.round((width / height) * 1e4) / 1e4,
        compression_ratio: Math.round((jpeg.length / (width * height * 3)) * 1e4) / 1e4,
      });
      expect(result).not.toHaveProperty('frame_data');
      expect(Date.parse(result.processed_at)).toBeGreaterThan(Date.now() - 600_000);
    }
    // A day passes in these frames, so the analysis has found something.
    const brightness = results.map((result) => result.brightness);
    expect(Math.max(...brightness) - Math.min(...brightness)).toBeGreaterThan(20);
  });

  it('counts in windows every frame that it analysed and every frame that it left out, once', () => {
    const aggregations = of<SourceAggregation>(VIDEO_TOPICS.aggregations);
    const sum = (kind: 'analysed' | 'filtered') =>
      aggregations.reduce((frames, it) => frames + (it.kind === kind ? it.frames : 0), 0);
    expect(sum('analysed')).toBe(expected());
    expect(sum('filtered')).toBe(sources.size - expected());
    for (const window of aggregations) {
      if (window.kind === 'late') continue;
      expect(Date.parse(window.window_end) - Date.parse(window.window_start)).toBe(10_000);
      if (window.kind === 'filtered') expect(window.min_height).toBe(480);
      else expect(window.min_brightness).toBeLessThanOrEqual(window.mean_brightness);
    }
  });

  it('gives each bad frame its reason, and no other', () => {
    const rejected = of<RejectedVideoFrame>(VIDEO_TOPICS.rejected);
    const reasons = [...BROKEN_KINDS, OVER_THE_LIMIT].map(({ reason }) => reason);
    const others = ['not-a-frame', 'not-a-jpeg', 'not-a-frame'];
    expect(rejected.map(({ reason }) => reason).sort()).toEqual([...reasons, ...others].sort());
    for (const { detail } of rejected) expect(detail).toMatch(/^\S.{10,200}$/s);
    const cutOff = rejected.find(({ source }) => source === 'broken-0');
    expect(cutOff).toMatchObject({ frame_id: null, reason: 'no-json', topic: VIDEO_TOPICS.frames });
    const tooLarge = rejected.find(({ reason }) => reason === 'too-large');
    expect(tooLarge).toMatchObject({ frame_id: `broken-${BROKEN_KINDS.length}`, source: 'camera-4' });
    const future = rejected.find(({ frame_id }) => frame_id?.startsWith('9999'));
    expect(future?.detail).toMatch(/^timestamp is 9999-12-31T00:00:00.000Z, and it is 20\d\d-/);
    expect(rejected.find(({ source }) => source === 'no-headers')?.detail).toBe('frame_id is missing');
  });

  it('analyses a frame that comes years too late, and says that no window counts it', () => {
    const late = of<SourceAggregation>(VIDEO_TOPICS.aggregations).filter(({ kind }) => kind === 'late');
    const timestamp = '2020-01-01T00:00:00.000Z';
    expect(late).toEqual([
      { kind: 'late', source: 'camera-4', frame_id: timestamp, timestamp, missing_from: 'analysed' },
    ]);
  });

  it('Kafka itself refuses a message over the limit of the topic', async () => {
    const producer = kafka.producer({ retry: { retries: 0 } });
    await producer.connect();
    try {
      const value = Buffer.alloc(5 * MAX_JPEG_BYTES);
      const sending = producer.send({ topic: VIDEO_TOPICS.frames, messages: [{ value }] });
      await expect(sending).rejects.toThrow(/larger than the max message size/);
    } finally {
      await producer.disconnect();
    }
  });
});
