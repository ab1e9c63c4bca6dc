import type { AnalysedWindow, ProcessedVideoFrame, SourceAggregation } from './analysis.js';
import type { RejectedVideoFrame } from './frame.js';
import { VIDEO_TOPICS } from './topics.js';

/** What is known of one source from its results. */
export interface SourceTally {
  processed: number;
  filtered: number;
  rejected: number;
  /** The newest result; undefined if all frames were left out so far. */
  newest?: ProcessedVideoFrame;
  /** The newest window of statistics. */
  window?: AnalysedWindow;
  /** Brightness of the newest frames, oldest first. */
  brightness: number[];
}

/** How many frames' brightness is remembered of each source. */
const HISTORY = 600;
/** How many frames are remembered, to notice one that comes a second time. */
const REMEMBERED = 20_000;
/** How many latencies the percentile is taken of. */
const LATENCIES = 600;

/** What came out, counted from the output topics alone. */
export class VideoTally {
  /** Analysed frames, each counted once. */
  processed = 0;
  /** Results that came a second time, after a crash of the job. */
  repeated = 0;
  /** Frames that the height filter left out. */
  filtered = 0;
  rejected = 0;
  /** How often each reason was given. */
  readonly reasons = new Map<string, number>();
  /** Windows of statistics. */
  windows = 0;
  /** Analysed frames that the windows hold, and those that came too late for theirs. */
  inWindows = 0;
  late = 0;
  /** Bytes of the analysed JPEGs. */
  bytes = 0;
  readonly sources = new Map<string, SourceTally>();
  /** Results that this program could not read: somebody else writes to the job's topics. */
  strange = 0;
  readonly #seen = new Set<string>();
  readonly #latencies: number[] = [];

  add(topic: string, text: string): void {
    try {
      this.#add(topic, JSON.parse(text));
    } catch {
      this.strange++;
    }
  }

  /** How long 95 of 100 of the newest frames took from capture to result, in ms; undefined without any. */
  get latencyP95(): number | undefined {
    const sorted = [...this.#latencies].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1];
  }

  /** Frames that were accounted for. */
  get total(): number {
    return this.processed + this.filtered + this.rejected;
  }

  /** How many records of each topic were read. */
  totals(): Record<string, number> {
    return {
      [VIDEO_TOPICS.processed]: this.processed,
      [VIDEO_TOPICS.rejected]: this.rejected,
      [VIDEO_TOPICS.aggregations]: this.windows,
    };
  }

  #add(topic: string, value: unknown): void {
    if (topic === VIDEO_TOPICS.processed) this.#addProcessed(value as ProcessedVideoFrame);
    else if (topic === VIDEO_TOPICS.rejected) this.#addRejected(value as RejectedVideoFrame);
    else if (topic === VIDEO_TOPICS.aggregations) this.#addAggregation(value as SourceAggregation);
  }

  #addProcessed(frame: ProcessedVideoFrame): void {
    const { brightness, contrast, dominant_color, frame_size_bytes } = frame;
    if (typeof dominant_color !== 'string' || ![brightness, contrast, frame_size_bytes].every(Number.isFinite)) {
      throw new TypeError('no result of the analysis');
    }
    if (this.#seen.has(frame.frame_id)) {
      this.repeated++;
      return;
    }
    this.#remember(frame.frame_id);
    this.processed++;
    this.bytes += frame_size_bytes;
    const source = this.#source(frame.source);
    source.processed++;
    if (!source.newest || source.newest.timestamp <= frame.timestamp) source.newest = frame;
    source.brightness.push(brightness);
    if (source.brightness.length > HISTORY) source.brightness.shift();
    this.#latencies.push(Date.parse(frame.processed_at) - Date.parse(frame.timestamp));
    if (this.#latencies.length > LATENCIES) this.#latencies.shift();
  }

  #addRejected({ source, reason }: RejectedVideoFrame): void {
    this.rejected++;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    if (source !== null) this.#source(source).rejected++;
  }

  #addAggregation(aggregation: SourceAggregation): void {
    const source = this.#source(aggregation.source);
    switch (aggregation.kind) {
      case 'analysed':
        this.windows++;
        this.inWindows += aggregation.frames;
        source.window = aggregation;
        break;
      case 'filtered':
        this.filtered += aggregation.frames;
        source.filtered += aggregation.frames;
        break;
      case 'late':
        if (aggregation.missing_from === 'analysed') this.late++;
        else {
          this.filtered++;
          source.filtered++;
        }
        break;
    }
  }

  #remember(frameId: string): void {
    this.#seen.add(frameId);
    if (this.#seen.size <= REMEMBERED) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      return;
    }
  }

  #source(name: string): SourceTally {
    const known = this.sources.get(name);
    if (known) return known;
    const source = { processed: 0, filtered: 0, rejected: 0, brightness: [] };
    this.sources.set(name, source);
    return source;
  }
}
