/** A chart as HTML: Observable Plot's SVG with a title and a description in words, for a light and a dark page. */
import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { colours } from './palette.js';

/**
 * What Observable Plot draws: marks, scales, margins (https://observablehq.com/plot/features/plots). The title and the text
 * alternative come from `ChartOptions`.
 */
export type ChartSpec = Omit<
  PlotOptions,
  'ariaDescription' | 'ariaLabel' | 'caption' | 'document' | 'figure' | 'subtitle' | 'title'
>;

/** How a chart is made of data. */
export interface ChartOptions<Data> {
  /** What the chart is about, in a few words. */
  title: string;
  /** What the chart shows of this data, in a sentence. It stands below the chart, and a screen reader reads it in its place. */
  describe: (data: Data) => string;
  /** What is drawn. A colour scale is categorical unless it says otherwise with `type`, `scheme` or `range`. */
  plot: (data: Data) => ChartSpec;
}

/** Text as large as the notebook's own small print; what Plot paints as background is the page's. */
const CHART_STYLE =
  'font-size: 12px; overflow: visible; --plot-background: var(--jp-layout-color0, var(--vscode-editor-background, white))';
/** Plot's own leaves no room between the axis and its label for text of this size. */
const MARGIN_BOTTOM = 40;
/** Plot's own margin at the left. */
const MARGIN_LEFT = 40;
/** What stands between a label of the upright axis and the chart, and how wide a character of it is at most, in pixels. */
const TICK = 9;
const CHARACTER = 7;
const FIGURE_STYLE = 'margin: 0.5em 0; max-width: 100%; color: var(--jp-content-font-color1, inherit)';
const CAPTION_STYLE = 'font: 13px/1.4 system-ui, sans-serif';

/**
 * A chart of this data as HTML. Text in the data stays text: it is never read as HTML.
 *
 * @throws whatever `plot` or `describe` throws
 */
export function chartHtml<Data>({ describe, plot: specify, title }: ChartOptions<Data>, data: Data): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const spec = specify(data);
  const drawWith = (margins: ChartSpec) =>
    plot({ marginBottom: MARGIN_BOTTOM, ...spec, ...margins, color: withPalette(spec.color), document });
  const marginLeft = spec.marginLeft ?? MARGIN_LEFT;
  const first = drawWith({ marginLeft });
  const needed = widthOfLabels(first);
  const drawn = needed > marginLeft ? drawWith({ marginLeft: needed }) : first;
  const description = describe(data);
  const figure = document.createElement('figure');
  figure.setAttribute('style', FIGURE_STYLE);
  const caption = (tag: string, text: string) => {
    const element = document.createElement(tag);
    element.setAttribute('style', CAPTION_STYLE);
    element.textContent = text;
    return element;
  };
  const heading = caption('div', '');
  heading.append(Object.assign(document.createElement('strong'), { textContent: title }));
  figure.append(heading, drawn, caption('figcaption', description));

  // With a legend, the chart is the last of several pictures.
  const chart = [...figure.querySelectorAll('svg')].at(-1);
  chart?.setAttribute('role', 'img');
  chart?.setAttribute('aria-label', `${title}. ${description}`);
  chart?.setAttribute('style', [chart.getAttribute('style'), CHART_STYLE].filter(Boolean).join('; '));
  return figure.outerHTML;
}

/** The room that the labels of the upright axis need at the left. */
function widthOfLabels(drawn: ReturnType<typeof plot>): number {
  const labels = [...drawn.querySelectorAll('[aria-label="y-axis tick label"] text')];
  return TICK + CHARACTER * Math.max(0, ...labels.map(({ textContent }) => textContent?.length ?? 0));
}

/** A scale that asks for no colours of its own gets those that everybody can tell apart. */
function withPalette(color: PlotOptions['color']): PlotOptions['color'] {
  if (color?.range || color?.scheme || (color?.type !== undefined && color.type !== 'categorical')) return color;
  return { type: 'categorical', ...color, range: [...colours] };
}
