/** A job in numbers: how busy its tasks are, and what passed each operator. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobOperator, JobSample, JobTask, Subtask } from '../../api/jobs.js';
import { formatCount } from '../parts/format.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { JobState } from './job-state.js';
import { eventTimeInWords, taskName } from './task-words.js';

/** Shares are of the busiest subtask: it is the one that the others wait for. */
function most(subtasks: readonly Subtask[], share: 'busy' | 'backPressured' | 'idle'): string {
  const values = subtasks.flatMap((subtask) => subtask[share] ?? []);
  return values.length === 0 ? '…' : `${Math.round(100 * Math.max(...values))} %`;
}

export function Tasks({ job: { tasks } }: { job: JobSample }) {
  return (
    <section class="panel">
      <h2>Tasks</h2>
      <p class="explain">
        A task is busy, idle, or{' '}
        <Term word="back-pressured">
          It has to wait, because the task after it does not take its records fast enough.
        </Term>
        . The slow one is the first busy one after those that are back-pressured.
      </p>
      <Table
        caption="Tasks: how busy their busiest subtask is"
        rows={tasks}
        rowKey={({ id }) => id}
        empty="There are none yet."
        columns={[
          { heading: 'Task', names: true, cell: (task) => taskName(task) },
          { heading: 'State', cell: ({ state }) => <JobState state={state} /> },
          { heading: 'Subtasks', numeric: true, cell: ({ parallelism }) => parallelism },
          { heading: 'Busy', numeric: true, cell: ({ subtasks }) => most(subtasks, 'busy') },
          { heading: 'Back-pressured', numeric: true, cell: ({ subtasks }) => most(subtasks, 'backPressured') },
          { heading: 'Idle', numeric: true, cell: ({ subtasks }) => most(subtasks, 'idle') },
        ]}
      />
    </section>
  );
}

interface Row {
  key: string;
  name: string;
  figures?: JobOperator;
}

export function Operators({ job }: { job: JobSample }) {
  return (
    <section class="panel">
      <h2>Operators</h2>
      <Table
        caption="Operators: records in and out, and watermarks"
        rows={rowsOf(job.tasks, job.operators)}
        rowKey={({ key }) => key}
        empty="They come a moment after the job runs."
        columns={[
          { heading: 'Operator', names: true, cell: ({ name }) => escapeText(name) },
          {
            heading: 'Records in',
            numeric: true,
            cell: ({ figures }) => countOf(figures, 'recordsIn'),
          },
          {
            heading: 'Records out',
            numeric: true,
            cell: ({ figures }) => countOf(figures, 'recordsOut'),
          },
          {
            heading: 'Dropped as late',
            numeric: true,
            cell: ({ figures }) => (figures ? formatCount(figures.lateDropped) : '…'),
          },
          {
            heading: 'Watermark',
            cell: ({ figures }) => <span class="together">{figures ? eventTimeInWords(figures.watermark) : '…'}</span>,
          },
        ]}
      />
      <p class="aside">
        What an operator gives to a side output is not counted as its records out: it is among the records in of the
        operator that reads the side output. A sink’s writer hands its records to the sink; its committer gets none,
        only the word to commit them.
      </p>
    </section>
  );
}

function countOf(figures: JobOperator | undefined, side: 'recordsIn' | 'recordsOut'): string {
  if (!figures) return '…';
  const count = figures[side];
  return count === undefined ? '–' : formatCount(count);
}

/** In the order in which records pass them. Flink counts operators of one task that share a name together. */
function rowsOf(tasks: readonly JobTask[], operators: readonly JobOperator[]): Row[] {
  return tasks.flatMap(({ id, operators: names }) => {
    const own = [...new Set(names.map(({ name }) => name))];
    return own.map((name) => ({
      key: `${id} ${name}`,
      name,
      figures: operators.find((it) => it.name === name && it.task === id),
    }));
  });
}
