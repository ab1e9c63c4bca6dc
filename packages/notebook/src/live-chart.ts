/** A chart below a cell that follows the data. */
import { type CellDisplay, newDisplay } from './cell-display.js';
import { type ChartOptions, chartHtml } from './chart-html.js';

/** How a chart is made, and how often it may be drawn. */
export interface LiveChartOptions<Data> extends ChartOptions<Data> {
  /** The least time between two drawings, in ms. Default 100. */
  intervalMs?: number;
}

/** A chart on the page. */
export interface LiveChart<Data> {
  /**
   * Draws the chart with this data: below the cell that calls this first, and from then on in place. Call it as often as
   * the data changes: what comes too soon after the last drawing is drawn a moment later, the newest data only.
   *
   * @throws whatever `plot` or `describe` throws
   */
  update(data: Data): void;
}

const INTERVAL_MS = 100;

/** Drawings that are due later. The notebooks' kernel makes them when a cell ends (notebooks/kernel/due-drawings.mjs). */
const DUE = Symbol.for('workbook.dueDrawings');
const shared = globalThis as { [DUE]?: Set<() => void> };
shared[DUE] ??= new Set();
const due = shared[DUE];

/**
 * A chart that is drawn by [Observable Plot](https://observablehq.com/plot) and updated in place.
 *
 * ```ts
 * import * as Plot from '@observablehq/plot';
 * import { liveChart } from '@workbook/notebook';
 *
 * const chart = liveChart<Count[]>({
 *   title: 'Orders in each partition',
 *   describe: (counts) => counts.map(({ partition, orders }) => `${partition} has ${orders}`).join(', '),
 *   plot: (counts) => ({ marks: [Plot.barX(counts, { x: 'orders', y: 'partition' })] }),
 * });
 * chart.update(counts);
 * ```
 *
 * @param display where it is drawn; a new place below the cell by default
 * @throws Error outside of a notebook
 */
export function liveChart<Data>(
  options: LiveChartOptions<Data>,
  display: CellDisplay = newDisplay('liveChart()'),
): LiveChart<Data> {
  const { intervalMs = INTERVAL_MS } = options;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;
  let newest: Data;

  const draw = () => {
    clearTimeout(later);
    later = undefined;
    due.delete(draw);
    display.html(chartHtml(options, newest));
    drawnAt = performance.now();
  };
  return {
    update: (data) => {
      newest = data;
      const wait = drawnAt + intervalMs - performance.now();
      if (wait <= 0) return draw();
      later ??= setTimeout(draw, wait);
      due.add(draw);
    },
  };
}
