/** What the pages and the programs behind them say to each other: both sides read this file. */

/** Announces a frame to the display; the JPEG's bytes follow in the same message. */
export interface FrameHeader {
  source: string;
  /** Counts the frames of a source that the program received. */
  number: number;
  frame_id: string;
  /** Capture time, in ms since 1970. */
  capturedAt: number;
  width: number;
  height: number;
  /** Bytes of the JPEG. */
  bytes: number;
  /** Frames of this source that came and were not shown on this page, so far. */
  leftOut: number;
  metadata: [name: string, value: string][];
}

/** What the analysis said of a frame. */
export interface Analysis {
  brightness: number;
  contrast: number;
  /** Such as `#3060c0`. */
  dominantColor: string;
  /** Such as `dark blue`. */
  colorInWords: string;
  category: string;
  /** From the capture to the arrival of the result, in ms. */
  delayMs: number;
}

/** How a source stands. */
export interface SourceState {
  source: string;
  /** Frames per second that were captured. */
  fps: number;
  /** How long ago the newest frame came, in ms. */
  silentMs: number;
  /** Why there is no analysis, in a sentence; undefined if there is one. */
  withoutAnalysis?: string;
  analysis?: Analysis;
  /** Mean brightness over time: seconds before the newest one (0 or less), and 0 to 255. */
  brightness: [seconds: number, value: number][];
  /** That series in a sentence. */
  brightnessInWords: string;
}

/** Sent to the display a few times a second. */
export interface DisplayState {
  type: 'state';
  sources: SourceState[];
  /** What the person should know, such as that Kafka is away. */
  notices: string[];
}

/** What the display says of a frame that it has dealt with: the next one may come. */
export interface ShownReport {
  type: 'shown';
  source: string;
  number: number;
  /** From the capture to the screen, in ms; undefined if the frame can't be shown. */
  latencyMs?: number;
}

/** The display wants frames, or none for a while. */
export interface PauseReport {
  type: 'pause';
  paused: boolean;
}

export type DisplayReport = ShownReport | PauseReport;

/** Tells the webcam's page what to capture. */
export interface CaptureOrder {
  type: 'capture';
  source: string;
  fps: number;
  width: number;
  height: number;
  /** Of the JPEG, 0 to 1. */
  quality: number;
  maxBytes: number;
}

/** Tells the webcam's page that a frame arrived: the next one may come. */
export interface TakenReport {
  type: 'taken';
}

export type WebcamOrder = CaptureOrder | TakenReport;

/** What the webcam's page says beside frames: how its camera is, in a word and for people. */
export interface CameraReport {
  type: 'camera';
  state: 'asking' | 'refused' | 'missing' | 'busy' | 'lost' | 'stopped' | 'hidden' | 'visible' | 'on';
  /** The camera's name, or the browser's own words. */
  detail: string;
}

/**
 * What stands before the JPEG in a frame of the webcam's page: its capture time (a float64, ms since 1970), and how many
 * frames the page has left out since the one before (a uint32), both with the low byte first.
 */
export const CAPTURE_HEADER_BYTES = 12;
