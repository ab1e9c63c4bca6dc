import {
  type AggregateFunction,
  type Collector,
  type HttpEndpoint,
  ProcessWindowFunction,
  type WindowContext,
} from '@workbook/flink';

/** An image without compression: line by line from the top, each pixel's red, green and blue one after the other. */
export interface Pixels {
  /** One byte, 0 to 255, for each channel of each pixel. */
  data: Buffer;
  width: number;
  height: number;
  /** 3: red, green, blue. 4: also how opaque the pixel is. */
  channels: 3 | 4;
}

/** What a camera's driver hands over. */
export interface Capture {
  frameId: string;
  /** The camera's name. */
  source: string;
  /** When it was captured, in ms since 1970. */
  capturedAt: number;
  pixels: Pixels;
  metadata: Record<string, string | number | boolean>;
}

/** What is known of a frame without its image. */
export interface FrameInfo {
  frame_id: string;
  /** When the frame was captured: `2026-05-04T09:30:00.000Z`. */
  timestamp: string;
  source: string;
  /** In pixels, as the JPEG has them. */
  frame_width: number;
  frame_height: number;
  /** Those of the JPEG: it has no transparency. */
  frame_channels: number;
  /** Bytes of the JPEG. */
  frame_size_bytes: number;
  metadata: Record<string, string | number | boolean>;
}

/** A frame as a JSON message: what the topic args.frames holds. */
export interface VideoFrame extends FrameInfo {
  /** The JPEG in base64. */
  frame_data: string;
}

/** A frame as a message of bytes: the value is the JPEG, and the headers say what FrameInfo says, all as texts. */
export interface BinaryMessage {
  key: string;
  value: Buffer;
  /** Their names are those of FrameInfo's fields. `metadata` is JSON. */
  headers: Record<string, string>;
}

/** The same as a consumer gets it: headers are bytes, too. */
export interface ConsumedMessage {
  key: Buffer;
  value: Buffer;
  headers: Record<string, Buffer>;
}

/** One question of the job's to `analyse`. */
export interface Question {
  /** What the frame says of itself. */
  frame_width: number;
  frame_height: number;
  /** The JPEG. */
  bytes: Buffer;
}

/** What `analyse` answers: the brightness, or why there is none. */
export type Answer = { brightness: number } | { reason: RejectionReason };

/** The JPEG can't be decoded, or has another width or height than the frame says. */
export type RejectionReason = 'undecodable' | 'wrong-dimensions';

/** By the number of lines: below 720, below 1080, below 2160, or more. */
export type ResolutionCategory = 'SD' | 'HD' | 'Full HD' | '4K';

/** A record of args.processed: a frame without its image, with what was found. */
export interface ProcessedFrame extends FrameInfo {
  /** 0 (black) to 255 (white). */
  brightness: number;
  resolution_category: ResolutionCategory;
}

/** A record of args.rejected. */
export interface RejectedFrame extends FrameInfo {
  reason: RejectionReason;
}

/** A record of args.statistics: what one source sent in one category, in a window of 10 s of event time. */
export interface Statistics {
  source: string;
  resolution_category: ResolutionCategory;
  /** ISO 8601, like a frame's timestamp. The window's end is no longer in it. */
  window_start: string;
  window_end: string;
  frames: number;
  mean_brightness: number;
  /** Bytes of the JPEGs together. */
  bytes: number;
}

/** The job's arguments: `npm run check` gives it topics of its own. */
export type VideoArgs = {
  bootstrapServers: string;
  groupId: string;
  /** Read from. */
  frames: string;
  /** Written to. */
  processed: string;
  rejected: string;
  statistics: string;
  /** Where `analyse` is served. */
  analyse: HttpEndpoint;
};

type Sums = Omit<Statistics, 'window_start' | 'window_end' | 'mean_brightness'> & { brightness: number };

/** Adds up a window's frames. Whose they are is taken from the first one. */
export class FrameSums implements AggregateFunction<ProcessedFrame, Sums, Sums> {
  createAccumulator(): Sums {
    return { source: '', resolution_category: 'SD', frames: 0, brightness: 0, bytes: 0 };
  }

  add(frame: ProcessedFrame, sums: Sums): Sums {
    const { source, resolution_category } = sums.frames === 0 ? frame : sums;
    return {
      source,
      resolution_category,
      frames: sums.frames + 1,
      brightness: sums.brightness + frame.brightness,
      bytes: sums.bytes + frame.frame_size_bytes,
    };
  }

  getResult(sums: Sums): Sums {
    return sums;
  }

  merge(a: Sums, b: Sums): Sums {
    const { source, resolution_category } = a.frames === 0 ? b : a;
    return {
      source,
      resolution_category,
      frames: a.frames + b.frames,
      brightness: a.brightness + b.brightness,
      bytes: a.bytes + b.bytes,
    };
  }
}

/** Makes the statistics of a window's sums. */
export class WithWindow<KEY> extends ProcessWindowFunction<Sums, Statistics, KEY> {
  process(_key: KEY, ctx: WindowContext, all: readonly Sums[], out: Collector<Statistics>): void {
    for (const { brightness, ...sums } of all) {
      out.collect({
        ...sums,
        window_start: new Date(ctx.window().getStart()).toISOString(),
        window_end: new Date(ctx.window().getEnd()).toISOString(),
        mean_brightness: brightness / sums.frames,
      });
    }
  }
}
