/** What the video pipeline's topics say: frames per source, their brightness, what was filtered out or rejected. */
import type { BrightnessPoint, SourceView, VideoView } from '../../api/pipelines.js';
import { type Fields, fieldsOf, numberOf, textOf, timeOf } from './fields.js';
import { ReasonCounts } from './reasons.js';

/** Each with how many of its last offsets are read at first, in each partition. */
export const VIDEO_TOPICS = {
  processed_video_frames: 600,
  video_source_aggregations: 200,
  rejected_video_frames: 500,
} as const;

const POINTS = 240;
/** A stranger's records may name any number of sources. */
const MAX_SOURCES = 12;

/** `camera-2` stands before `camera-10`. */
const BY_NAME = new Intl.Collator('en', { numeric: true });

interface Source {
  frames: number;
  perSecond?: number;
  perSecondOf: number;
  filtered: number;
  late: number;
  brightness: BrightnessPoint[];
  size?: string;
  dominantColor?: string;
}

export class VideoReading {
  readonly #sources = new Map<string, Source>();
  readonly #rejected = new ReasonCounts();

  take(topic: string, value: Buffer | null): void {
    const fields = fieldsOf(value);
    if (topic === 'rejected_video_frames') this.#rejected.add(textOf(fields?.reason) ?? 'no reason given');
    else if (fields && topic === 'processed_video_frames') this.#takeFrame(fields);
    else if (fields) this.#takeWindow(fields);
  }

  get view(): VideoView {
    const sources = [...this.#sources].map(
      ([source, { perSecondOf: _, ...view }]): SourceView => ({ source, ...view }),
    );
    return { sources: sources.sort((a, b) => BY_NAME.compare(a.source, b.source)), rejected: this.#rejected.view };
  }

  #takeFrame(fields: Fields): void {
    const source = this.#source(fields.source);
    const [at, brightness] = [timeOf(fields.timestamp), numberOf(fields.brightness)];
    if (!source || at === undefined || brightness === undefined) return;
    source.frames += 1;
    source.brightness = [...source.brightness, { at, brightness }].slice(-POINTS);
    const [width, height] = [numberOf(fields.frame_width), numberOf(fields.frame_height)];
    source.size = `${width ?? '?'} × ${height ?? '?'}, ${textOf(fields.resolution_category) ?? '?'}`;
    source.dominantColor = textOf(fields.dominant_color);
  }

  #takeWindow(fields: Fields): void {
    const source = this.#source(fields.source);
    if (!source) return;
    const end = timeOf(fields.window_end) ?? 0;
    if (fields.kind === 'filtered') source.filtered += numberOf(fields.frames) ?? 0;
    else if (fields.kind === 'late') source.late += 1;
    else if (end >= source.perSecondOf) {
      source.perSecond = numberOf(fields.frames_per_second);
      source.perSecondOf = end;
    }
  }

  #source(name: unknown): Source | undefined {
    const text = textOf(name);
    if (text === undefined) return undefined;
    const known = this.#sources.get(text);
    if (known || this.#sources.size >= MAX_SOURCES) return known;
    const source: Source = {
      frames: 0,
      perSecondOf: 0,
      filtered: 0,
      late: 0,
      brightness: [],
    };
    this.#sources.set(text, source);
    return source;
  }
}
