/** The windows of the job: statistics of analysed frames, and counts of those that the height filter left out. */
import { type AggregateFunction, type Collector, ProcessWindowFunction, type WindowContext } from '@workbook/flink';
import {
  type FilteredWindow,
  type ProcessedVideoFrame,
  type ResolutionCategory,
  round,
  type SourceAggregation,
  WINDOW_SECONDS,
} from './analysis.js';
import type { FrameInfo } from './frame.js';

/** What stays of a frame that the height filter left out. */
export type FilteredFrame = Pick<FrameInfo, 'frame_id' | 'source' | 'timestamp' | 'frame_size_bytes'>;

/** The key of the statistics. */
export type SourceAndCategory = Pick<ProcessedVideoFrame, 'source' | 'resolution_category'>;

/** What a window remembers of its frames. */
interface Sums {
  frames: number;
  bytes: number;
  brightness: number;
  darkest: number;
  brightest: number;
  contrast: number;
}

/** Adds up the analysed frames of a window as they come. */
export class SumUpFrames implements AggregateFunction<ProcessedVideoFrame, Sums, Sums> {
  createAccumulator(): Sums {
    return { frames: 0, bytes: 0, brightness: 0, darkest: 255, brightest: 0, contrast: 0 };
  }

  add({ frame_size_bytes, brightness, contrast }: ProcessedVideoFrame, sums: Sums): Sums {
    return {
      frames: sums.frames + 1,
      bytes: sums.bytes + frame_size_bytes,
      brightness: sums.brightness + brightness,
      darkest: Math.min(sums.darkest, brightness),
      brightest: Math.max(sums.brightest, brightness),
      contrast: sums.contrast + contrast,
    };
  }

  getResult(sums: Sums): Sums {
    return sums;
  }

  merge(a: Sums, b: Sums): Sums {
    return {
      frames: a.frames + b.frames,
      bytes: a.bytes + b.bytes,
      brightness: a.brightness + b.brightness,
      darkest: Math.min(a.darkest, b.darkest),
      brightest: Math.max(a.brightest, b.brightest),
      contrast: a.contrast + b.contrast,
    };
  }
}

/** Makes a window's sums its record. */
export class DescribeWindow extends ProcessWindowFunction<Sums, SourceAggregation, SourceAndCategory> {
  override process(
    { source, resolution_category }: SourceAndCategory,
    ctx: WindowContext,
    [sums]: readonly [Sums],
    out: Collector<SourceAggregation>,
  ): void {
    out.collect({
      kind: 'analysed',
      source,
      resolution_category: resolution_category as ResolutionCategory,
      ...timesOf(ctx),
      frames: sums.frames,
      mean_brightness: round(sums.brightness / sums.frames, 2),
      min_brightness: sums.darkest,
      max_brightness: sums.brightest,
      mean_contrast: round(sums.contrast / sums.frames, 2),
      bytes: sums.bytes,
      frames_per_second: round(sums.frames / WINDOW_SECONDS, 2),
    });
  }
}

type Count = Pick<FilteredWindow, 'frames' | 'bytes'>;

/** Counts the frames of a window that the filter left out. */
export class CountFrames implements AggregateFunction<FilteredFrame, Count, Count> {
  createAccumulator(): Count {
    return { frames: 0, bytes: 0 };
  }

  add({ frame_size_bytes }: FilteredFrame, { frames, bytes }: Count): Count {
    return { frames: frames + 1, bytes: bytes + frame_size_bytes };
  }

  getResult(count: Count): Count {
    return count;
  }

  merge(a: Count, b: Count): Count {
    return { frames: a.frames + b.frames, bytes: a.bytes + b.bytes };
  }
}

/** Makes a window's count its record. */
export class DescribeFiltered extends ProcessWindowFunction<Count, SourceAggregation, string> {
  constructor(private readonly minHeight: number) {
    super();
  }

  override process(
    source: string,
    ctx: WindowContext,
    [count]: readonly [Count],
    out: Collector<SourceAggregation>,
  ): void {
    out.collect({ kind: 'filtered', source, ...timesOf(ctx), ...count, min_height: this.minHeight });
  }
}

function timesOf(ctx: WindowContext): Pick<FilteredWindow, 'window_start' | 'window_end'> {
  const window = ctx.window();
  return {
    window_start: new Date(window.getStart()).toISOString(),
    window_end: new Date(window.getEnd()).toISOString(),
  };
}
