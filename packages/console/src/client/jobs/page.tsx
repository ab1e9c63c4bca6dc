/** One job of Flink's. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobSample } from '../../api/jobs.js';
import type { PageProps } from '../page.js';
import { counted, formatDateTime, formatDuration } from '../parts/format.js';
import { NotThere } from '../parts/not-there.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Cancellation } from './cancellation.js';
import { CheckpointsPanel } from './checkpoints.js';
import { EventTime } from './event-time.js';
import { Failures } from './failures.js';
import { Operators, Tasks } from './figures.js';
import { Graph } from './graph.js';
import { JobState } from './job-state.js';
import { PrintedPanel } from './printed.js';
import { useJob } from './use-job.js';
import { Warnings } from './warnings.js';

export default function JobPage({ params: { id = '' } }: PageProps) {
  const { part, points, printed, problem } = useJob(id);
  if (!part && problem?.code === 'not-found') {
    return <NotThere problem={problem} list="/jobs" all="The list of Flink’s jobs" />;
  }
  return (
    <>
      <p>
        <a href="/jobs">All Flink jobs</a>
      </p>
      {problem && <ProblemNote problem={problem} />}
      <PartView part={part}>
        {(job) => (
          <>
            <Summary job={job} />
            <div class="stack">
              <Failures failures={job.failures} trouble={job.trouble} />
              <Warnings warnings={job.warnings} />
              <Graph job={job} />
              <EventTime job={job} points={points} />
              <Tasks job={job} />
              <Operators job={job} />
              <CheckpointsPanel checkpoints={job.checkpoints} />
              <PrintedPanel printed={printed} />
            </div>
          </>
        )}
      </PartView>
    </>
  );
}

function Summary({ job }: { job: JobSample }) {
  const { name, state, startedAt, endedAt, id, dashboard, trouble, subtasks } = job;
  return (
    <>
      <p class="job-name">
        <strong>{escapeText(name)}</strong>{' '}
        <JobState state={state} restarts={trouble && !trouble.recovered ? trouble.restarts : 0} />
      </p>
      {state === 'DEPLOYING' && (
        <p>
          {subtasks.running} of {counted(subtasks.total, 'subtask')} {subtasks.total === 1 ? 'runs' : 'run'}
          {subtasks.waiting > 0
            ? `, ${subtasks.waiting} ${subtasks.waiting === 1 ? 'waits' : 'wait'} for a free task slot`
            : ''}
          ; it reads nothing until all of them do.
        </p>
      )}
      <p>
        Started {formatDateTime(startedAt)}
        {endedAt === undefined
          ? `, runs for ${formatDuration(Date.now() - startedAt)}`
          : `, ended after ${formatDuration(endedAt - startedAt)}`}
        . Its id is <code>{id}</code>.{' '}
        <a href={dashboard} target="_blank" rel="noreferrer">
          Flink’s dashboard shows it, too
        </a>
      </p>
      {endedAt === undefined && <Cancellation job={job} />}
    </>
  );
}
