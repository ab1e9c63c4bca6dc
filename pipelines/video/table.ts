import { painterFor, printable } from '@workbook/terminal';
import { headed } from '../program/headed-table.js';
import { count, counted } from '../program/text.js';
import type { SourceTally, VideoTally } from './tally.js';
import { VIDEO_TOPICS } from './topics.js';

/** What this program itself has sent, if it sends. */
export interface Sent {
  /** Frames that Kafka has confirmed so far. */
  frames: number;
  /** Frames that Kafka has not confirmed yet. */
  waiting: number;
  /** Frames that were dropped because Kafka was slow. */
  dropped: number;
}

/** What there is to show at one moment. */
export interface View {
  /** One line above everything: where the run stands. */
  heading: string;
  sent?: Sent;
  results: VideoTally;
  /** Records per second, by topic, and frames per second, by source. */
  rates: Readonly<Record<string, number>>;
}

const MOST_SOURCES = 12;
const HEADS = [
  'source',
  'size',
  'analysed',
  'per second',
  'brightness',
  '',
  'trend',
  'contrast',
  'colour',
  'left out',
  'rejected',
];
const ALIGN = ['left', 'right', 'right', 'right', 'right', 'left', 'left', 'right', 'left', 'right', 'right'] as const;
const BAR_WIDTH = 8;
const TREND_WIDTH = 12;
const LEVELS = '▁▂▃▄▅▆▇█';

/** The live view as text of several lines. */
export function renderTable(view: View, color: boolean): string {
  return [painterFor(color)('bold', view.heading), sourceTable(view, color), statusLines(view).join('\n')].join('\n\n');
}

/** The live view as one line, for a log or a pipe. */
export function renderLine({ heading, sent, results, rates }: View): string {
  const bySource = [...results.sources]
    .slice(0, MOST_SOURCES)
    .flatMap(([name, { newest }]) =>
      newest ? [`${printable(name, 20)} brightness ${newest.brightness.toFixed(0)}`] : [],
    );
  return [
    heading,
    ...(sent ? [`sent ${count(sent.frames)}`] : []),
    `analysed ${count(results.processed)} (${(rates[VIDEO_TOPICS.processed] ?? 0).toFixed(1)}/s)`,
    `left out ${count(results.filtered)}`,
    `rejected ${count(results.rejected)}`,
    ...(results.latencyP95 === undefined ? [] : [`p95 ${count(results.latencyP95)} ms`]),
    ...bySource,
  ].join(' · ');
}

/** How much of each topic and source went through this program. */
export function totals({ sent, results }: Pick<View, 'sent' | 'results'>): Record<string, number> {
  const bySource = [...results.sources].map(([name, { processed }]) => [`source ${name}`, processed]);
  return { ...(sent && { [VIDEO_TOPICS.frames]: sent.frames }), ...results.totals(), ...Object.fromEntries(bySource) };
}

function sourceTable({ results, rates }: View, color: boolean): string {
  const sources = [...results.sources].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const rows = sources
    .slice(0, MOST_SOURCES)
    .map(([name, source]) => [printable(name, 20), ...cells(source, rates[`source ${name}`] ?? 0, color)]);
  const more = sources.length - MOST_SOURCES;
  return `${headed(HEADS, rows, ALIGN, color)}${more > 0 ? `\nand ${counted(more, 'more source')}` : ''}`;
}

function cells(
  { newest, processed, filtered, rejected, brightness }: SourceTally,
  rate: number,
  color: boolean,
): string[] {
  const sides = [count(filtered), count(rejected)];
  if (!newest) return ['', count(processed), '', '', '', '', '', '', ...sides];
  return [
    `${newest.frame_width}×${newest.frame_height}`,
    count(processed),
    rate.toFixed(1),
    newest.brightness.toFixed(0),
    bar(newest.brightness),
    trend(brightness),
    newest.contrast.toFixed(0),
    swatch(newest.dominant_color, color),
    ...sides,
  ];
}

function statusLines({ sent, results, rates }: View): string[] {
  const reasons = [...results.reasons].sort(([, a], [, b]) => b - a).map(([reason, times]) => `${reason} ${times}`);
  const newest = [...results.sources.values()].flatMap(({ window }) => window ?? []);
  const lastEnd = newest
    .map(({ window_end }) => window_end)
    .sort()
    .at(-1);
  return [
    ...(sent
      ? [
          `sent      ${counted(sent.frames, 'frame')}${sent.waiting > 0 ? `, ${count(sent.waiting)} wait for Kafka` : ''}${sent.dropped > 0 ? `, ${count(sent.dropped)} dropped because Kafka was slow` : ''}`,
        ]
      : []),
    `analysed  ${counted(results.processed, 'frame')}, ${(rates[VIDEO_TOPICS.processed] ?? 0).toFixed(1)} per second${results.latencyP95 === undefined ? '' : `; 95 of 100 within ${count(results.latencyP95)} ms of their capture`}`,
    `windows   ${count(results.windows)} of 10 s ${results.windows === 1 ? 'holds' : 'hold'} ${counted(results.inWindows, 'frame')}${lastEnd ? `; the newest ends at ${lastEnd.slice(11, 19)} UTC` : ''}`,
    `left out  ${counted(results.filtered, 'frame')}: not high enough`,
    `rejected  ${count(results.rejected)}${reasons.length > 0 ? `: ${printable(reasons.join(', '), 90)}` : ''}`,
  ];
}

/** 0 to 255 as a bar; the number stands beside it. */
function bar(brightness: number): string {
  const full = Math.round((brightness / 255) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** The newest brightnesses as a line of blocks, oldest first. */
function trend(brightness: readonly number[]): string {
  const step = Math.max(1, Math.floor(brightness.length / TREND_WIDTH));
  const points = brightness.filter((_, i) => (brightness.length - 1 - i) % step === 0).slice(-TREND_WIDTH);
  return points.map((value) => LEVELS[Math.min(LEVELS.length - 1, Math.floor((value / 256) * LEVELS.length))]).join('');
}

/** A colour as its name, with a patch of it where the terminal shows colours. */
function swatch(colour: string, color: boolean): string {
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(colour) ?? [];
  if (!red || !green || !blue) return printable(colour, 10);
  if (!color) return colour;
  const parts = [red, green, blue].map((part) => Number.parseInt(part, 16) || 0);
  return `\u001b[48;2;${parts.join(';')}m  \u001b[49m ${colour}`;
}
