/** A job's graph: its tasks with their operators, drawn as boxes, and the same as a list. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobSample, JobTask } from '../../api/jobs.js';
import { Folded } from '../parts/folded.js';
import { counted, formatCount } from '../parts/format.js';
import { Term } from '../parts/term.js';
import { layoutGraph, SIZES } from './graph-layout.js';
import { shippingInWords, taskName } from './task-words.js';

/** Characters of a name that fit into a box. */
const FITS = 31;
/** A task with more operators than this is cut in the picture; the list has all. */
const MAX_OPERATORS = 14;

export function Graph({ job }: { job: JobSample }) {
  const { tasks } = job;
  return (
    <section class="panel">
      <h2>Graph</h2>
      <p class="explain">
        Each box is a{' '}
        <Term word="task">
          Operators that Flink chained together: a record passes them in one thread, without being copied. Each of its
          subtasks is such a thread.
        </Term>{' '}
        with its operators. A thick line spreads records by key over the subtasks; a line without a word hands them on
        one to one.
      </p>
      {tasks.length === 0 ? (
        <p class="empty">Flink has not planned it yet.</p>
      ) : (
        <Picture tasks={tasks} name={job.name} />
      )}
      <Folded summary="The graph in words">
        <ol class="graph-words">
          {tasks.map((task) => (
            <li key={task.id}>
              {escapeText(task.operators.map(({ name }) => name).join(', then '))}. {inputsInWords(task, tasks)}
            </li>
          ))}
        </ol>
      </Folded>
    </section>
  );
}

function inputsInWords({ inputs }: JobTask, tasks: readonly JobTask[]): string {
  if (inputs.length === 0) return 'Begins the job.';
  const named = inputs.map(({ task, shipping }) => {
    const from = tasks.find(({ id }) => id === task);
    return `“${from ? taskName(from) : task}” (${shippingInWords(shipping)})`;
  });
  return `Reads from ${named.join(' and from ')}.`;
}

function linesOf({ operators }: JobTask): string[] {
  const shown = operators
    .slice(0, MAX_OPERATORS)
    .map(({ name, depth }) => cut(`${'  '.repeat(depth)}${escapeText(name)}`));
  const more = operators.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

const cut = (text: string) => (text.length > FITS ? `${text.slice(0, FITS - 1)}…` : text);

function figuresOf({ recordsIn, recordsOut, inputs, parallelism }: JobTask): string {
  const counts = [
    ...(inputs.length > 0 ? [`in ${formatCount(recordsIn)}`] : []),
    `out ${formatCount(recordsOut)}`,
    counted(parallelism, 'subtask'),
  ];
  return counts.join(' · ');
}

function Picture({ tasks, name }: { tasks: readonly JobTask[]; name: string }) {
  const layout = layoutGraph(
    tasks.map((task) => ({
      id: task.id,
      lines: linesOf(task).length + 1,
      inputs: task.inputs.map((input) => input.task),
    })),
  );
  const shippingOf = (from: string, to: string) =>
    tasks.find(({ id }) => id === to)?.inputs.find(({ task }) => task === from)?.shipping ?? '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="graph-frame" tabIndex={0} aria-label="Picture of the graph">
      <svg
        class="graph"
        role="img"
        aria-label={`The graph of ${name}: ${tasks.length === 1 ? 'one task' : `${tasks.length} tasks`}. The same stands below in words.`}
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="6"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8z" class="graph-arrow" />
          </marker>
        </defs>
        {layout.edges.map(({ from, to, path, x, y }) => {
          const shipping = shippingOf(from, to);
          return (
            <g key={`${from} ${to}`}>
              <path
                d={path}
                class={shipping === 'HASH' ? 'graph-edge graph-edge-keyed' : 'graph-edge'}
                marker-end="url(#arrow)"
              />
              <text x={x} y={y - 6} class="graph-shipping">
                {shipping === 'FORWARD' ? '' : shippingInWords(shipping)}
              </text>
            </g>
          );
        })}
        {layout.boxes.map((box) => {
          const task = tasks.find(({ id }) => id === box.id);
          return task && <TaskBox key={box.id} task={task} {...box} />;
        })}
      </svg>
    </section>
  );
}

function TaskBox({
  task,
  x,
  y,
  width,
  height,
}: {
  task: JobTask;
  x: number;
  y: number;
  width: number;
  height: number;
}) {
  const lines = linesOf(task);
  return (
    <g>
      <title>{escapeText(task.operators.map(({ name }) => name).join('\n'))}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={8}
        class={`graph-box graph-box-${task.state.toLowerCase()}`}
      />
      {lines.map((line, index) => (
        <text key={index} x={x + SIZES.padding} y={y + SIZES.padding + 12 + index * SIZES.line} class="graph-operator">
          {line}
        </text>
      ))}
      <text x={x + SIZES.padding} y={y + SIZES.padding + 12 + lines.length * SIZES.line} class="graph-figures">
        {figuresOf(task)}
      </text>
    </g>
  );
}
