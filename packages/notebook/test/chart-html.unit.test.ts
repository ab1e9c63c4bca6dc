/** Charts as learners get them: readable with any eyes, on any page, and safe whatever a message holds. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { type ChartSpec, chartHtml } from '../src/chart-html.js';
import { colours } from '../src/palette.js';

type Page = ReturnType<typeof parseHTML>['document'];

interface Count {
  partition: string;
  orders: number;
}

const counts: Count[] = [
  { partition: 'partition 0', orders: 3 },
  { partition: 'partition 1', orders: 5 },
];
const bars = (data: Count[]): ChartSpec => ({
  marks: [Plot.barX(data, { x: 'orders', y: 'partition', fill: 'partition' })],
});
const describeCounts = (data: Count[]) => data.map(({ partition, orders }) => `${partition} has ${orders}`).join(', ');

function draw(data: Count[], plot: (data: Count[]) => ChartSpec = bars): Page {
  const html = chartHtml({ title: 'Orders', describe: describeCounts, plot }, data);
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return document.body;
}

test('a chart has a title and a description, for eyes and for screen readers', () => {
  const page = draw(counts);
  expect(page.querySelector('strong')?.textContent).toBe('Orders');
  expect(page.querySelector('figcaption')?.textContent).toBe('partition 0 has 3, partition 1 has 5');
  const chart = page.querySelector('svg');
  expect(chart?.getAttribute('role')).toBe('img');
  expect(chart?.getAttribute('aria-label')).toBe('Orders. partition 0 has 3, partition 1 has 5');
});

test('with a legend, it is the chart that is named', () => {
  const page = draw(counts, (data) => ({ ...bars(data), color: { legend: true } }));
  const named = [...page.querySelectorAll('svg[role=img]')];
  expect(named).toHaveLength(1);
  expect(named[0]?.querySelectorAll('[aria-label=bar] rect')).toHaveLength(2);
});

test('text of a message never becomes HTML', () => {
  const hostile = ['<img src=x onerror=alert(1)>', '"><script>alert(2)</script>', "' onload='alert(3)", '</style><b>'];
  const data = hostile.map((partition, orders) => ({ partition, orders }));
  const page = draw(data, (rows) => ({
    marginLeft: 200,
    color: { legend: true },
    marks: [
      Plot.barX(rows, { x: 'orders', y: 'partition', fill: 'partition', title: 'partition' }),
      Plot.text(rows, { x: 'orders', y: 'partition', text: 'partition', ariaLabel: 'partition' }),
    ],
  }));
  expect(page.querySelectorAll('script, img, b, [onerror], [onload]')).toHaveLength(0);
  for (const text of hostile) expect(page.textContent).toContain(text);
});

describe('labels at the left edge', () => {
  const leftOf = (page: Page) => {
    const labels = [...page.querySelectorAll('[aria-label="y-axis tick label"] text')];
    const places = labels.map((label) =>
      Number(/translate\((-?[\d.]+)/.exec(label.getAttribute('transform') ?? '')?.[1]),
    );
    return {
      longest: Math.max(...labels.map(({ textContent }) => textContent?.length ?? 0)),
      right: Math.max(...places),
    };
  };
  const dots = (...orders: number[]) =>
    draw(
      orders.map((count) => ({ partition: '', orders: count })),
      (data) => ({ marks: [Plot.dotY(data, { y: 'orders' })] }),
    );

  test.each([1_200, 1_200_000])('are not cut: 0 to %i', (most) => {
    const { longest, right } = leftOf(dots(0, most));
    expect(longest).toBeGreaterThanOrEqual(5);
    expect(right - 9 - 7 * longest, 'where the longest label begins').toBeGreaterThanOrEqual(0);
  });

  test('leave the margin as it was if they are short', () => {
    expect(dots(0, 9).querySelector('[aria-label="y-axis tick"] path')?.getAttribute('transform')).toContain(
      'translate(40',
    );
  });
});

describe('the colours', () => {
  const fills = (page: Page) =>
    [...page.querySelectorAll('[aria-label=bar] rect')].map((bar) => bar.getAttribute('fill'));

  test('of categories are those that everybody can tell apart', () => {
    expect(fills(draw(counts))).toEqual(colours.slice(0, 2));
  });

  test('are the author’s where a scale names them', () => {
    const spec = (data: Count[]) => ({ ...bars(data), color: { range: ['red', 'lime'] } });
    expect(fills(draw(counts, spec))).toEqual(['red', 'lime']);
  });

  test('stand out from a light and from a dark page', () => {
    for (const colour of colours.slice(0, 4)) {
      expect(contrast(colour, '#ffffff'), `${colour} on white`).toBeGreaterThan(2.9);
      expect(contrast(colour, '#111111'), `${colour} on black`).toBeGreaterThan(3);
    }
  });

  test('carry black labels that are legible', () => {
    for (const colour of colours) expect(contrast(colour, '#000000'), `black on ${colour}`).toBeGreaterThan(4.5);
  });

  test('of text and of what is painted behind it are the page’s', () => {
    const style = draw(counts).querySelector('svg')?.getAttribute('style');
    expect(style).toContain('--plot-background: var(--jp-layout-color0');
    expect(draw(counts).querySelector('svg')?.getAttribute('fill')).toBe('currentColor');
  });
});

/** How much two colours differ in brightness, as the WCAG count it: 3 is enough for a chart. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
