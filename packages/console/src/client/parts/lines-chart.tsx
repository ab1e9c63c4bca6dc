/** Lines over time, each with a colour and a dash of its own, and a key that says what it is and where it stands. */
import { colours } from '@workbook/notebook/palette';
import { Chart } from './chart.js';
import { formatTick, formatZone, tickFormat } from './format.js';

export interface Line {
  name: string;
  /** In ms since 1970, oldest first. */
  points: readonly { at: number; value: number }[];
}

export interface LinesChartProps {
  title: string;
  /** What it shows now, in a sentence. */
  description: string;
  /** Those beyond {@link MAX_LINES} are not drawn: say so in the description. */
  lines: readonly Line[];
  /** What the values are: `messages`. */
  label: string;
  /** The values are times, too. */
  isTime?: boolean;
  /** The last value in the key. */
  format: (value: number) => string;
  height?: number;
}

/** More lines than colours cannot be told apart. */
export const MAX_LINES = colours.length;

/** Axes are never shorter: on these, no two ticks say the same, and a line of zeros lies at the bottom. */
const LEAST_SPAN_MS = 10_000;
const LEAST_TOP = 4;

/** Room for a day and a time, in pixels. */
const TIME_MARGIN = 84;

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '1 4', '14 4'];

export function LinesChart({
  title,
  description,
  lines,
  label,
  isTime = false,
  format,
  height = 200,
}: LinesChartProps) {
  const drawn = lines.slice(0, MAX_LINES);
  const points = drawn.flatMap((line) => line.points);
  const times = points.map(({ at }) => at);
  const first = times.length > 0 ? Math.min(...times) : Date.now();
  const values = points.map(({ value }) => value);
  const [bottom, top] = [Math.min(...values), Math.max(LEAST_TOP, ...values)];
  return (
    <>
      <Chart
        title={title}
        description={description}
        height={height}
        plot={(Plot) => ({
          marginLeft: isTime ? TIME_MARGIN : 48,
          marginRight: 30,
          x: {
            type: 'time',
            label: formatZone(first),
            labelArrow: 'none',
            tickSpacing: 110,
            tickFormat: formatTick,
            domain: times.length > 0 ? [first, Math.max(first + LEAST_SPAN_MS, ...times)] : undefined,
          },
          y: isTime
            ? {
                type: 'time',
                label: `${label}, ${formatZone(values.length > 0 ? bottom : first)}`,
                grid: true,
                ticks: 4,
                tickFormat: tickFormat(bottom, top),
              }
            : { label, grid: true, domain: [0, top], nice: true, ticks: 4 },
          marks: [
            ...(isTime ? [] : [Plot.ruleY([0])]),
            ...drawn.map(({ points }, index) =>
              Plot.lineY(
                points.map(({ at, value }) => ({ at: new Date(at), value: isTime ? new Date(value) : value })),
                { x: 'at', y: 'value', stroke: colours[index], strokeWidth: 2, strokeDasharray: DASHES[index] },
              ),
            ),
          ],
        })}
      />
      <ul class="key" aria-label={`${title}: the lines`}>
        {drawn.map(({ name, points }, index) => (
          <li key={name}>
            <svg class="key-line" viewBox="0 0 34 8" aria-hidden="true">
              <path d="M1 4h32" stroke={colours[index]} stroke-width="2.5" stroke-dasharray={DASHES[index]} />
            </svg>
            <span>{name}</span> <b>{points.length > 0 ? format(points.at(-1)?.value ?? 0) : '…'}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
