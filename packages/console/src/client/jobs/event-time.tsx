/** Watermarks of a task's subtasks against the newest event time that the job's sources have read. */
import { useState } from 'preact/hooks';
import type { EventTimePoint, JobSample, JobTask } from '../../api/jobs.js';
import { counted, formatClock, formatDuration } from '../parts/format.js';
import { type Line, LinesChart, MAX_LINES } from '../parts/lines-chart.js';
import { Term } from '../parts/term.js';
import { eventTimeInWords, isLastWatermark, taskName } from './task-words.js';

export function EventTime({ job, points }: { job: JobSample; points: readonly EventTimePoint[] }) {
  const [chosen, setChosen] = useState<string>();
  const task =
    job.tasks.find(({ id }) => id === chosen) ?? job.tasks.find(({ inputs }) => inputs.length > 0) ?? job.tasks[0];
  return (
    <section class="panel">
      <h2>Event time</h2>
      <p class="explain">
        A{' '}
        <Term word="watermark">
          A mark in the stream that says: every record up to this event time should have come. Windows close by it, and
          what comes behind it is late.
        </Term>{' '}
        follows the event time of the records. The distance is the disorder that the job allows for, and the wait for
        the slowest input.
      </p>
      {task && (
        <>
          <label>
            Task{' '}
            <select value={task.id} onChange={(event) => setChosen(event.currentTarget.value)}>
              {job.tasks.map((it) => (
                <option key={it.id} value={it.id}>
                  {taskName(it)}
                </option>
              ))}
            </select>
          </label>
          <WatermarkChart task={task} eventTime={job.eventTime} points={points} />
        </>
      )}
    </section>
  );
}

interface ChartProps {
  task: JobTask;
  eventTime: number | undefined;
  points: readonly EventTimePoint[];
}

function WatermarkChart({ task, eventTime, points }: ChartProps) {
  const lines = linesOf(task, points);
  if (lines.every((line) => line.points.length < 2)) {
    return (
      <p class="empty">
        {task.subtasks.some(({ watermark }) => watermark !== undefined && isLastWatermark(watermark))
          ? 'The stream has ended: the last watermark is beyond every date.'
          : 'There are no watermarks to draw (yet): the job has no watermark strategy, no records have come, or it does not run.'}
      </p>
    );
  }
  const more = task.subtasks.length + 1 - MAX_LINES;
  return (
    <LinesChart
      title="Watermarks against event time"
      description={`${describe(task, eventTime)}${more > 0 ? ` ${counted(more, 'more subtask')} ${more === 1 ? 'is' : 'are'} not drawn.` : ''}`}
      label="event time"
      isTime
      lines={lines}
      format={formatClock}
      height={240}
    />
  );
}

function linesOf({ id, subtasks }: JobTask, points: readonly EventTimePoint[]): Line[] {
  const newest = points.flatMap(({ at, eventTime }) => (eventTime === undefined ? [] : [{ at, value: eventTime }]));
  const watermarks = subtasks.map((_, subtask) => ({
    name: `watermark, subtask ${subtask}`,
    points: points.flatMap(({ at, watermarks: of }) => {
      const value = of[id]?.[subtask];
      return value === null || value === undefined || isLastWatermark(value) ? [] : [{ at, value }];
    }),
  }));
  return [{ name: 'newest event time read', points: newest }, ...watermarks];
}

function describe({ subtasks }: JobTask, eventTime: number | undefined): string {
  const known = subtasks.flatMap(({ watermark }) => watermark ?? []);
  const lowest = known.length > 0 ? Math.min(...known) : undefined;
  const mark = `The lowest watermark of this task is ${eventTimeInWords(lowest)}`;
  if (eventTime === undefined || lowest === undefined || isLastWatermark(lowest)) return `${mark}.`;
  const behind = eventTime - lowest;
  return `${mark}, ${behind >= 0 ? `${formatDuration(behind)} behind` : `${formatDuration(-behind)} ahead of`} the newest event time, ${eventTimeInWords(eventTime)}.`;
}
