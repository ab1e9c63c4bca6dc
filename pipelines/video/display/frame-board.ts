import { printable } from '@workbook/terminal';
import { counted } from '../../program/text.js';
import type { ProcessedVideoFrame } from '../analysis.js';
import type { FrameInfo } from '../frame.js';
import type { Analysis, SourceState } from '../pages/messages.js';
import { colorInWords } from './color-words.js';

/** More sources than this at a time are not shown: a page of them would help nobody, and memory stays bounded. */
export const MAX_SOURCES = 24;
/** How far back the rate of frames looks, in ms. */
const RATE_SPAN_MS = 5_000;
/** How far back the brightness is shown, in ms, and how close its points are. */
const BRIGHTNESS_SPAN_MS = 60_000;
const BRIGHTNESS_STEP_MS = 250;
/** A source that was silent for so long makes room, in ms. */
const FORGET_AFTER_MS = 120_000;
/** How long results may be missing before that is worth a word, in ms. */
const ANALYSIS_PATIENCE_MS = 5_000;

const BY_NAME = new Intl.Collator('en', { numeric: true });

/** The newest frame of a source. */
export interface BoardFrame {
  info: FrameInfo;
  jpeg: Buffer;
  /** Counts the frames of the source, from 1. */
  number: number;
}

/** What is known of one source: its newest frame, how many come, and what the analysis says. */
export class BoardSource {
  newest: BoardFrame | undefined;
  #received = 0;
  #firstAt = 0;
  #newestAt = 0;
  #captured: number[] = [];
  #analysis: Analysis | undefined;
  #analysedAt = 0;
  #brightness: { time: number; value: number }[] = [];

  constructor(readonly name: string) {}

  takeFrame(info: FrameInfo, jpeg: Buffer, now: number): void {
    this.#received += 1;
    this.#firstAt ||= now;
    this.#newestAt = now;
    this.newest = { info, jpeg, number: this.#received };
    const captured = Date.parse(info.timestamp);
    this.#captured = [...this.#captured, captured].filter((time) => Math.abs(captured - time) < RATE_SPAN_MS);
  }

  takeResult(result: ProcessedVideoFrame, now: number): void {
    const time = Date.parse(result.timestamp);
    this.#analysedAt = now;
    this.#analysis = {
      brightness: result.brightness,
      contrast: result.contrast,
      dominantColor: result.dominant_color,
      colorInWords: colorInWords(result.dominant_color),
      category: result.resolution_category,
      delayMs: now - time,
    };
    const last = this.#brightness.at(-1);
    if (last && time - last.time < BRIGHTNESS_STEP_MS) return;
    this.#brightness.push({ time, value: result.brightness });
    this.#brightness = this.#brightness.filter((point) => time - point.time <= BRIGHTNESS_SPAN_MS);
  }

  isForgotten(now: number): boolean {
    return now - Math.max(this.#newestAt, this.#analysedAt) > FORGET_AFTER_MS;
  }

  state(now: number): SourceState {
    const newest = this.#brightness.at(-1)?.time ?? 0;
    const brightness = this.#brightness.map(({ time, value }): [number, number] => [(time - newest) / 1000, value]);
    const silentMs = now - this.#newestAt;
    const recently = now - this.#analysedAt < ANALYSIS_PATIENCE_MS || silentMs > ANALYSIS_PATIENCE_MS;
    const analysis = recently ? this.#analysis : undefined;
    return {
      source: this.name,
      fps: silentMs < RATE_SPAN_MS ? this.#fps() : 0,
      silentMs,
      analysis,
      withoutAnalysis: analysis ? undefined : this.#whyWithout(now),
      brightness,
      brightnessInWords: inWords(brightness),
    };
  }

  /** By the capture times: a queue somewhere on the way changes nothing about it. */
  #fps(): number {
    const span = Math.max(...this.#captured) - Math.min(...this.#captured);
    return span > 0 ? ((this.#captured.length - 1) * 1000) / span : 0;
  }

  #whyWithout(now: number): string {
    if (now - this.#firstAt < ANALYSIS_PATIENCE_MS) return 'No analysis yet.';
    const lines = this.newest?.info.frame_height ?? 0;
    return `No analysis of these frames of ${lines} lines. Does the job run (npm run video:processor)? And does its height filter let them pass?`;
  }
}

/** The newest of every source: what came before it is forgotten, so the board never grows with time. */
export class FrameBoard {
  /** Messages that are no frames. */
  unreadable = 0;
  /** Frames of sources that found no room. */
  withoutRoom = 0;
  readonly #sources = new Map<string, BoardSource>();

  /** Returns the source, or undefined if there is no room for it. */
  takeFrame(info: FrameInfo, jpeg: Buffer, now = Date.now()): BoardSource | undefined {
    const source = this.#source(info.source, now);
    if (source) source.takeFrame(info, jpeg, now);
    else this.withoutRoom += 1;
    return source;
  }

  /** Results of sources whose frames are not seen are of no use here. */
  takeResult(result: ProcessedVideoFrame, now = Date.now()): void {
    this.#sources.get(result.source)?.takeResult(result, now);
  }

  /** By name, so that a source keeps its place whoever is heard first: `camera-2` stands before `camera-10`. */
  get sources(): BoardSource[] {
    return [...this.#sources.values()].sort((a, b) => BY_NAME.compare(a.name, b.name));
  }

  states(now = Date.now()): SourceState[] {
    for (const source of this.sources) if (source.isForgotten(now)) this.#sources.delete(source.name);
    return this.sources.map((source) => source.state(now));
  }

  /** What the person should know, in sentences. */
  notices(): string[] {
    const notices: string[] = [];
    if (this.#sources.size === 0) notices.push('No frames come. Send some: npm run video:producer generated');
    if (this.withoutRoom > 0) {
      const names = this.sources.map(({ name }) => printable(name, 20));
      notices.push(
        `More than ${MAX_SOURCES} sources send frames (${names.slice(0, 3).join(', ')} …): the others are not shown.`,
      );
    }
    if (this.unreadable > 0) {
      const what = `${counted(this.unreadable, 'message')} ${this.unreadable === 1 ? 'was' : 'were'}`;
      notices.push(`${what} left out: no frames, or images that can't be shown.`);
    }
    return notices;
  }

  #source(name: string, now: number): BoardSource | undefined {
    const known = this.#sources.get(name);
    if (known) return known;
    if (this.#sources.size >= MAX_SOURCES) this.states(now);
    if (this.#sources.size >= MAX_SOURCES) return undefined;
    const source = new BoardSource(name);
    this.#sources.set(name, source);
    return source;
  }
}

/** The text alternative of the brightness's chart. */
function inWords(brightness: readonly [seconds: number, value: number][]): string {
  const values = brightness.map(([, value]) => value);
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  if (values.length < 2) return 'Brightness over time: too few results yet.';
  const span = Math.round(-(brightness[0]?.[0] ?? 0));
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.round);
  const trend = Math.abs(last - first) < 5 ? 'much as at the beginning' : last > first ? 'brighter' : 'darker';
  return `Brightness over the last ${span} s: between ${low} and ${high} of 255, now ${Math.round(last)}, ${trend === 'much as at the beginning' ? trend : `${trend} than at the beginning`}.`;
}
