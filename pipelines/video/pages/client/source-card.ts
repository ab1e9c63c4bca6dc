import type { Analysis, FrameHeader, SourceState } from '../messages.js';
import { element } from './link.js';

/** How often the figures of a frame change, in ms: faster, nobody could read them. */
const FIGURES_EVERY_MS = 250;
/** How far back the chart goes, in seconds. */
const CHART_SECONDS = 60;
const CHART = { width: 300, height: 80 };
const HEX = /^#[0-9a-f]{6}$/i;

/** Calls for the next frame; without a latency (ms from the capture to the screen) this one could not be shown. */
export type Report = (number: number, latencyMs?: number) => void;

/** One source on the page: its newest frame, figures, and the brightness over time. Everything in it is set as text. */
export class SourceCard {
  readonly element: HTMLElement;
  readonly #report: Report;
  readonly #canvas: HTMLCanvasElement;
  readonly #values = new Map<string, HTMLElement>();
  #figuresAt = 0;
  #latencies: number[] = [];
  #metadata = '';

  constructor(source: string, report: Report) {
    const copy = element<HTMLTemplateElement>('source').content.cloneNode(true) as DocumentFragment;
    this.element = part(copy, 'article');
    this.#report = report;
    this.#canvas = part(copy, 'canvas');
    for (const value of copy.querySelectorAll<HTMLElement>('[data-value]')) {
      this.#values.set(value.dataset.value ?? '', value);
    }
    part(this.element, 'h2').textContent = source;
    this.#canvas.setAttribute('aria-label', `The newest frame of ${source}`);
  }

  /** Draws a frame, and reports when it is on the screen. */
  async show(header: FrameHeader, jpeg: Blob): Promise<void> {
    const bitmap = await createImageBitmap(jpeg).catch(() => undefined);
    const trouble = part<HTMLElement>(this.element, '.trouble');
    trouble.hidden = bitmap !== undefined;
    if (!bitmap) {
      trouble.textContent = `Frame ${header.frame_id} is damaged and can't be shown.`;
      this.#report(header.number);
      return;
    }
    if (this.#canvas.width !== bitmap.width || this.#canvas.height !== bitmap.height) {
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
    }
    this.#canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.element.dataset.frame = header.frame_id;
    // What was drawn is shown with the browser's next picture.
    requestAnimationFrame(() => {
      const latency = Date.now() - header.capturedAt;
      this.#latencies = [...this.#latencies, latency].slice(-30);
      this.#report(header.number, latency);
      this.#showFigures(header);
    });
  }

  showState({ fps, silentMs, analysis, withoutAnalysis, brightness, brightnessInWords }: SourceState): void {
    this.#set(
      'rate',
      silentMs > 5_000 ? `no frame for ${Math.round(silentMs / 1000)} s` : `${fps.toFixed(1)} frames/s`,
    );
    this.#set('delay', analysis ? `${Math.round(analysis.delayMs)} ms after capture` : (withoutAnalysis ?? ''));
    // One sentence says that there is no analysis; rows without a figure would say it again.
    for (const row of this.element.querySelectorAll<HTMLElement>('.analysed')) row.hidden = !analysis;
    part<HTMLElement>(this.element, 'figure').hidden = !analysis && brightness.length === 0;
    if (analysis) this.#showAnalysis(analysis);
    this.#draw(brightness, brightnessInWords);
  }

  #showAnalysis({ category, brightness, contrast, dominantColor, colorInWords }: Analysis): void {
    this.#set('category', category);
    this.#set('brightness', `${Math.round(brightness)} of 255`);
    this.#set('contrast', contrast.toFixed(1));
    this.#set('color', `${dominantColor}, ${colorInWords}`);
    const swatch = part<HTMLElement>(this.element, '.swatch');
    swatch.hidden = !HEX.test(dominantColor);
    if (!swatch.hidden) swatch.style.backgroundColor = dominantColor;
  }

  #showFigures({ width, height, bytes, leftOut, metadata }: FrameHeader): void {
    if (performance.now() - this.#figuresAt < FIGURES_EVERY_MS) return;
    this.#figuresAt = performance.now();
    const mean = this.#latencies.reduce((sum, latency) => sum + latency, 0) / this.#latencies.length;
    this.#set('behind', `${Math.round(mean)} ms${leftOut > 0 ? `, ${leftOut} left out` : ''}`);
    this.#set('frame', `${width}×${height}, ${Math.ceil(bytes / 1000)} kB`);
    const text = JSON.stringify(metadata);
    if (text !== this.#metadata) this.#showMetadata(metadata);
    this.#metadata = text;
  }

  #showMetadata(metadata: FrameHeader['metadata']): void {
    const rows = metadata.map(([name, value]) => {
      const row = document.createElement('tr');
      const [head, cell] = [document.createElement('th'), document.createElement('td')];
      head.scope = 'row';
      head.textContent = name;
      cell.textContent = value;
      row.append(head, cell);
      return row;
    });
    part(this.element, 'tbody').replaceChildren(...rows);
  }

  #draw(brightness: SourceState['brightness'], words: string): void {
    const points = brightness.map(([seconds, value]) => {
      const x = CHART.width * (1 + seconds / CHART_SECONDS);
      return `${x.toFixed(1)},${(CHART.height - 1 - (value / 255) * (CHART.height - 2)).toFixed(1)}`;
    });
    part(this.element, 'polyline').setAttribute('points', points.join(' '));
    part(this.element, 'svg').setAttribute('aria-label', words);
    part(this.element, 'figcaption').textContent = words;
  }

  #set(name: string, text: string): void {
    const value = this.#values.get(name);
    if (value && value.textContent !== text) value.textContent = text;
  }
}

function part<Type extends Element>(within: ParentNode, selector: string): Type {
  const found = within.querySelector<Type>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}
