import { type FrameInfo, infoOf } from './frame.js';

/** By the number of lines: SD below 720, HD below 1080, Full HD below 2160. */
export type ResolutionCategory = 'SD' | 'HD' | 'Full HD' | '4K';

export const RESOLUTION_CATEGORIES: readonly ResolutionCategory[] = ['SD', 'HD', 'Full HD', '4K'];

/** What only the decoded pixels tell. */
export interface PixelAnalysis {
  /** Mean luma of all pixels, 0 (black) to 255 (white). Rec. 601: 0.299 R + 0.587 G + 0.114 B. */
  brightness: number;
  /** Standard deviation of that luma: 0 for a plain area, at most 127.5. */
  contrast: number;
  /** The colour that covers most of the frame, as `#rrggbb`. */
  dominant_color: string;
}

/** A record of `processed_video_frames`: a frame without its image, with what the analysis found. */
export interface ProcessedVideoFrame extends FrameInfo, PixelAnalysis {
  /** Width divided by height, with four decimals. */
  aspect_ratio: number;
  /** Bytes of the JPEG divided by the bytes of its raw pixels, with four decimals. */
  compression_ratio: number;
  resolution_category: ResolutionCategory;
  /** When the analysis was done (the clock of the cluster): ISO 8601 in UTC. */
  processed_at: string;
}

/** Statistics of a window of 10 s of event time, for one source and resolution category. */
export interface AnalysedWindow {
  kind: 'analysed';
  source: string;
  resolution_category: ResolutionCategory;
  /** ISO 8601, inclusive. */
  window_start: string;
  /** ISO 8601, exclusive. */
  window_end: string;
  frames: number;
  mean_brightness: number;
  min_brightness: number;
  max_brightness: number;
  mean_contrast: number;
  /** Bytes of the JPEGs together. */
  bytes: number;
  frames_per_second: number;
}

/** How many frames of one source the height filter left out, in a window of 10 s of event time. */
export interface FilteredWindow {
  kind: 'filtered';
  source: string;
  window_start: string;
  window_end: string;
  frames: number;
  bytes: number;
  /** The filter's limit: higher frames pass. */
  min_height: number;
}

/** One frame that came when its window was closed: no other record of this topic counts it. */
export interface LateFrame {
  kind: 'late';
  source: string;
  frame_id: string;
  timestamp: string;
  /** The kind of window that did without it. */
  missing_from: 'analysed' | 'filtered';
}

/** A record of `video_source_aggregations`. */
export type SourceAggregation = AnalysedWindow | FilteredWindow | LateFrame;

/** The length of a window, in seconds. */
export const WINDOW_SECONDS = 10;

export function resolutionCategory(height: number): ResolutionCategory {
  if (height >= 2160) return '4K';
  if (height >= 1080) return 'Full HD';
  return height >= 720 ? 'HD' : 'SD';
}

/** Width divided by height, with four decimals: 1.7778 for 16:9. */
export function aspectRatio({ frame_width, frame_height }: FrameInfo): number {
  return round(frame_width / frame_height, 4);
}

/** What JPEG made of the raw pixels, with four decimals: 0.05 is a twentieth of their bytes. */
export function compressionRatio({ frame_size_bytes, frame_width, frame_height, frame_channels }: FrameInfo): number {
  return round(frame_size_bytes / (frame_width * frame_height * frame_channels), 4);
}

/** A frame's result: its description, what its pixels say, and what follows from its numbers. */
export function toProcessed(frame: FrameInfo, pixels: PixelAnalysis, now: number): ProcessedVideoFrame {
  return {
    ...infoOf(frame),
    brightness: pixels.brightness,
    contrast: pixels.contrast,
    dominant_color: pixels.dominant_color,
    aspect_ratio: aspectRatio(frame),
    compression_ratio: compressionRatio(frame),
    resolution_category: resolutionCategory(frame.frame_height),
    processed_at: new Date(now).toISOString(),
  };
}

/** A number with so many decimals. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
