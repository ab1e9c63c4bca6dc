/**
 * The processor: a Flink job.
 *
 * ```
 * video_frames ────────┐ (each topic on its own, up to the results)
 * video_frames_binary ─┴┬─ no frame ───────────────────────────────────────────► rejected_video_frames
 *                       ├─ height ≤ 480 ── by source ── 10 s, count ───────────► video_source_aggregations
 *                       └─ height > 480 ┬─ too large ──────────────────────────► rejected_video_frames
 *                                       └─ analyse (Async I/O) ┬─ bad image ───► rejected_video_frames
 *                                                              ├───────────────► processed_video_frames
 *                                                              └─ by source and category ── 10 s, statistics ─►
 *                                                                                video_source_aggregations
 * ```
 *
 * The image goes no further than the analysis: what crosses from one task to another, and what windows keep, is small.
 */
import {
  AsyncDataStream,
  type DataStream,
  DeliveryGuarantee,
  Duration,
  defineJob,
  HttpAsyncFunction,
  type HttpEndpoint,
  type KafkaHeaders,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  OutputTag,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import {
  type LateFrame,
  type PixelAnalysis,
  type ProcessedVideoFrame,
  type SourceAggregation,
  toProcessed,
  WINDOW_SECONDS,
} from './analysis.js';
import {
  FrameError,
  frameInfoFromHeaders,
  parseVideoFrame,
  type RejectedVideoFrame,
  type RejectionReason,
  refuseFuture,
  type VideoFrame,
} from './frame.js';
import { FETCH_BYTES, MAX_JPEG_BYTES } from './limits.js';
import { rejectFrame, rejectMalformed } from './rejection.js';
import {
  CountFrames,
  DescribeFiltered,
  DescribeWindow,
  type FilteredFrame,
  type SourceAndCategory,
  SumUpFrames,
} from './statistics.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from './topics.js';

/** The name under which Flink lists the job. */
export const JOB_NAME = 'video-frames';

/** The group under which Flink commits its offsets, where nothing else is said. */
export const GROUP_ID = 'video-processor';

/** Frames of at most this height are left out, where nothing else is said. */
export const MIN_HEIGHT = 480;

export type VideoJobArgs = {
  /** The analysis service: see `startAnalysisService`. */
  analyse: HttpEndpoint;
  bootstrapServers?: string;
  /** Begins the names of all topics, so that a run can have its own. */
  topicPrefix?: string;
  /** Flink commits the offsets of the frames under this group. */
  groupId?: string;
  /** Which of the two topics of frames it reads; both if missing. */
  topics?: string[];
  /** Frames must be higher than this, in pixels. */
  minHeight?: number;
  /** Where to begin. Without it: where the group stopped, or at the beginning. */
  startingOffsets?: { topic: string; partition: number; offset: number }[];
  checkpointIntervalMs?: number;
};

/** How many frames of a topic may be at the analysis at a time. */
const CAPACITY = 32;
/** After this a frame is given up: the analysis itself gives up earlier. */
const ANALYSIS_TIMEOUT = Duration.ofSeconds(60);

/** What the analysis service answers. */
type Answer = { pixels: PixelAnalysis } | { reason: RejectionReason; detail: string };
/** What became of a frame. */
type Outcome = { processed: ProcessedVideoFrame } | { rejected: RejectedVideoFrame };

export default defineJob<VideoJobArgs>(JOB_NAME, (env, args) => {
  const { analyse, bootstrapServers = '127.0.0.1:9092', groupId = GROUP_ID, minHeight = MIN_HEIGHT } = args;
  const { topicPrefix = '' } = args;
  env.enableCheckpointing(Duration.ofMillis(args.checkpointIntervalMs ?? 1_000));

  const topics = (args.topics ?? FRAME_TOPICS).map(readTopic);
  const processed = unionOf(topics.map((topic) => topic.processed));
  const statistics = processed
    .keyBy(({ source, resolution_category }): SourceAndCategory => ({ source, resolution_category }))
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(WINDOW_SECONDS)))
    .sideOutputLateData(LATE_ANALYSED)
    .aggregate(new SumUpFrames(), new DescribeWindow())
    .name('statistics')
    .uid('statistics');
  const counts = unionOf(topics.map((topic) => topic.filtered))
    .keyBy(({ source }) => source)
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(WINDOW_SECONDS)))
    .sideOutputLateData(LATE_FILTERED)
    .aggregate(new CountFrames(), new DescribeFiltered(minHeight))
    .name('count filtered')
    .uid('count filtered');
  const late = statistics
    .getSideOutput(LATE_ANALYSED)
    .map((frame) => lateFrame(frame, 'analysed'))
    .union(counts.getSideOutput(LATE_FILTERED).map((frame) => lateFrame(frame, 'filtered')));

  // A result should be seen at once. A crash may write some results a second time: their frame_id is the same.
  write(processed, VIDEO_TOPICS.processed, DeliveryGuarantee.AT_LEAST_ONCE);
  // These are counted, so each must be there exactly once. The price: they become visible with a checkpoint.
  write(statistics.union(counts, late), VIDEO_TOPICS.aggregations, DeliveryGuarantee.EXACTLY_ONCE);
  write(unionOf(topics.map((topic) => topic.rejected)), VIDEO_TOPICS.rejected, DeliveryGuarantee.EXACTLY_ONCE);

  /** Reads the frames of a topic and analyses them. */
  function readTopic(name: string) {
    const topic = topicPrefix + name;
    const isBinary = name === VIDEO_TOPICS.binaryFrames;
    const offsets = args.startingOffsets?.filter((offset) => offset.topic === topic) ?? [];
    const source = new KafkaSource<VideoFrame>({
      bootstrapServers,
      groupId,
      topics: topic,
      startingOffsets:
        offsets.length > 0 ? OffsetsInitializer.offsets(offsets) : OffsetsInitializer.committedOffsets('earliest'),
      ...(isBinary
        ? { format: 'bytes', deserializer: ({ headers, value }) => frameOf(headers, value) }
        : { valueOnlyDeserializer: (value) => present(parseVideoFrame(value)) }),
      properties: {
        // A partition must be able to deliver its largest batch, and no more than a few of them at a time.
        'max.partition.fetch.bytes': String(FETCH_BYTES),
        'fetch.max.bytes': String(2 * FETCH_BYTES),
      },
    });
    // Event time is the capture. Frames of a source come in order; those of several sources hardly apart.
    const eventTime = WatermarkStrategy.forBoundedOutOfOrderness<VideoFrame>(Duration.ofSeconds(2))
      .withTimestampAssigner((frame) => Date.parse(frame.timestamp))
      .withIdleness(Duration.ofSeconds(10));

    const frames = env.fromSource(source, eventTime, name).uid(name);
    const high = frames.filter((frame) => frame.frame_height > minHeight).name(`height > ${minHeight}`);
    const filtered = frames
      .filter((frame) => frame.frame_height <= minHeight)
      .name(`height ≤ ${minHeight}`)
      .map(({ frame_id, source, timestamp, frame_size_bytes }): FilteredFrame => {
        return { frame_id, source, timestamp, frame_size_bytes };
      })
      .name('without image');
    const tooLarge = high
      .filter((frame) => jpegBytes(frame) > MAX_JPEG_BYTES)
      .name('too large')
      .map((frame) => rejectFrame(frame, topic, 'too-large', `the JPEG has more than ${MAX_JPEG_BYTES} bytes`))
      .name('say so');

    const analysis = new HttpAsyncFunction<VideoFrame, Outcome, Answer>({
      ...analyse,
      request: ({ frame_width: width, frame_height: height, frame_channels: channels, frame_size_bytes: size }) => {
        return { width, height, channels, size };
      },
      bytes: (frame) => frame.frame_data,
      response: (frame, answer) =>
        'pixels' in answer
          ? { processed: toProcessed(frame, answer.pixels, Date.now()) }
          : { rejected: rejectFrame(frame, topic, answer.reason, answer.detail) },
      invalidBytes: (frame, reason) => ({
        rejected: rejectFrame(frame, topic, 'not-base64', `frame_data is no base64: ${reason}`),
      }),
      timeout: (frame) => ({
        rejected: rejectFrame(frame, topic, 'no-answer', 'the analysis did not answer in time'),
      }),
    });
    const small = high.filter((frame) => jpegBytes(frame) <= MAX_JPEG_BYTES).name('within the limit');
    const outcomes = AsyncDataStream.unorderedWait(small, analysis, ANALYSIS_TIMEOUT, CAPACITY)
      .name('analyse')
      .uid(`analyse ${name}`);

    return {
      filtered,
      processed: outcomes.flatMap<ProcessedVideoFrame>((outcome, out) => {
        if ('processed' in outcome) out.collect(outcome.processed);
      }),
      rejected: outcomes
        .flatMap<RejectedVideoFrame>((outcome, out) => {
          if ('rejected' in outcome) out.collect(outcome.rejected);
        })
        .union(tooLarge, frames.malformed().map(rejectMalformed)),
    };
  }

  function write<T extends { source: string | null }>(
    stream: DataStream<T>,
    name: string,
    deliveryGuarantee: DeliveryGuarantee,
  ): void {
    const topic = topicPrefix + name;
    const sink = new KafkaSink<T>({
      bootstrapServers,
      topic,
      key: ({ source }) => source,
      // Kafka refuses records from the future, so it gets the clock's time.
      timestamp: () => Date.now(),
      deliveryGuarantee,
      transactionalIdPrefix: `${JOB_NAME}-${topic}`,
    });
    stream.sinkTo(sink).name(`to ${name}`).uid(`to ${name}`);
  }
});

const LATE_ANALYSED = new OutputTag<ProcessedVideoFrame>('late for the statistics');
const LATE_FILTERED = new OutputTag<FilteredFrame>('late for the count');

/** @throws TypeError if there is no stream */
function unionOf<T>([first, ...others]: readonly DataStream<T>[]): DataStream<T> {
  if (!first) throw new TypeError('the argument topics is empty: name video_frames, video_frames_binary, or both');
  return others.length > 0 ? first.union(...others) : first;
}

/** The frame of a message in `video_frames_binary`, whose value the source gives as base64. */
function frameOf(headers: KafkaHeaders, value: unknown): VideoFrame {
  if (typeof value !== 'string') throw new FrameError('not-a-jpeg', 'the message has no value');
  return present({ ...frameInfoFromHeaders(headers), frame_data: value });
}

function present(frame: VideoFrame): VideoFrame {
  refuseFuture(frame, Date.now());
  return frame;
}

/** Bytes of the JPEG, without decoding its base64: four characters hold three. */
function jpegBytes({ frame_data }: VideoFrame): number {
  const padding = frame_data.endsWith('==') ? 2 : frame_data.endsWith('=') ? 1 : 0;
  return (frame_data.length / 4) * 3 - padding;
}

function lateFrame(
  { source, frame_id, timestamp }: FilteredFrame,
  missing_from: LateFrame['missing_from'],
): SourceAggregation {
  return { kind: 'late', source, frame_id, timestamp, missing_from };
}
