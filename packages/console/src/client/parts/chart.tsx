/** A chart by Observable Plot, with its title, and in words for whoever does not see it. */
import type { PlotOptions } from '@observablehq/plot';
import { colours } from '@workbook/notebook/palette';
import { useEffect, useRef } from 'preact/hooks';

/** Observable Plot itself, which is loaded with the first chart. */
export type Plot = typeof import('@observablehq/plot');

export type ChartSpec = Omit<
  PlotOptions,
  'ariaDescription' | 'ariaLabel' | 'caption' | 'className' | 'document' | 'figure' | 'title'
>;

export interface ChartProps {
  /** What the chart is about, in a few words. */
  title: string;
  /** What it shows now, in a sentence: it stands below the chart, and is what a screen reader reads. */
  description: string;
  /** What is drawn. Draw with `currentColor` and the palette; give each colour another shape, a place or a label too. */
  plot: (plot: Plot) => ChartSpec;
  /** In pixels. The width is the page's. */
  height?: number;
}

/** Drawn at most this often. */
const INTERVAL_MS = 250;
/** Its rules stand in chart.css: Plot's own would be a style element, which the page's policy refuses. */
const CLASS_NAME = 'chart';

export function Chart({ title, description, plot, height = 200 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef({ title, description, plot, height });
  newest.current = { title, description, plot, height };
  const redraw = useRef<() => void>(() => {});

  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    let drawnAt = Number.NEGATIVE_INFINITY;
    let gone = false;
    const draw = async () => {
      const Plot = await import('@observablehq/plot');
      if (gone || !place.current) return;
      drawnAt = performance.now();
      drawChart(Plot, place.current, newest.current);
    };
    const soon = () => {
      later ??= setTimeout(
        () => {
          later = undefined;
          void draw();
        },
        Math.max(0, drawnAt + INTERVAL_MS - performance.now()),
      );
    };
    redraw.current = soon;
    // Its first call is the first drawing.
    const sizes = new ResizeObserver(soon);
    if (place.current) sizes.observe(place.current);
    return () => {
      gone = true;
      clearTimeout(later);
      sizes.disconnect();
    };
  }, []);
  useEffect(() => redraw.current());

  return (
    <figure class="chart-figure">
      <div class="chart-title">{title}</div>
      <div ref={place} class="chart-place" />
      <figcaption>{description}</figcaption>
    </figure>
  );
}

function drawChart(Plot: Plot, place: HTMLElement, { title, description, plot, height }: ChartProps): void {
  const spec = plot(Plot);
  const wanted = spec.color;
  const ownColours = wanted?.range || wanted?.scheme || (wanted?.type !== undefined && wanted.type !== 'categorical');
  const color = ownColours ? wanted : { type: 'categorical' as const, ...wanted, range: [...colours] };
  const drawn = Plot.plot({
    marginBottom: 40,
    ...spec,
    width: place.clientWidth,
    height,
    className: CLASS_NAME,
    color,
  });
  for (const style of drawn.querySelectorAll('style')) style.remove();
  const pictures = drawn instanceof SVGElement ? [drawn] : [...drawn.querySelectorAll('svg')];
  for (const picture of pictures.slice(0, -1)) picture.setAttribute('aria-hidden', 'true');
  // With a legend, the chart is the last of several pictures.
  const chart = pictures.at(-1);
  // Its parts are nothing by themselves: the sentence stands for the whole.
  for (const part of chart?.querySelectorAll('[aria-label]') ?? []) part.removeAttribute('aria-label');
  chart?.setAttribute('role', 'img');
  chart?.setAttribute('aria-label', `${title}. ${description}`);
  place.replaceChildren(drawn);
}
