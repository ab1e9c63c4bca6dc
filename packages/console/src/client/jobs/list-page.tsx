/** All of Flink's jobs: those that run first, those that ended folded away, a check's apart. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobRow, JobTrouble } from '../../api/jobs.js';
import type { Part } from '../../api/part.js';
import { Folded } from '../parts/folded.js';
import { formatDateTime, formatDuration } from '../parts/format.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useLatest } from '../parts/stream.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { JobState } from './job-state.js';

export default function JobsPage() {
  const { data, problem } = useLatest<Part<JobRow[]>>('/jobs/events', 'jobs');
  return (
    <>
      <p class="explain">
        A job is a graph of operators that runs on Flink’s{' '}
        <Term word="TaskManagers">Processes that do the work. Each has slots, in which subtasks run.</Term> until it is
        cancelled, fails, or its input ends. What it remembers is in its{' '}
        <Term word="checkpoints">
          Pictures of all of its state at one moment of the stream, from which Flink goes on after a failure.
        </Term>
        .
      </p>
      {problem && <ProblemNote problem={problem} />}
      <PartView part={data}>{(jobs) => <Jobs jobs={jobs} />}</PartView>
    </>
  );
}

function Jobs({ jobs }: { jobs: readonly JobRow[] }) {
  const living = jobs.filter(({ endedAt }) => endedAt === undefined);
  const ended = jobs.filter(({ endedAt }) => endedAt !== undefined);
  return (
    <>
      <JobTable caption="Jobs that run" jobs={living} />
      <EndedJobs caption="Jobs that ended" jobs={ended.filter(({ ofCheck }) => !ofCheck)} />
      <EndedJobs caption="Jobs of checks that ended" jobs={ended.filter(({ ofCheck }) => ofCheck)} />
    </>
  );
}

function EndedJobs({ caption, jobs }: { caption: string; jobs: readonly JobRow[] }) {
  if (jobs.length === 0) return null;
  const failed = jobs.filter(({ state }) => state === 'FAILED').length;
  return (
    <Folded summary={`${caption} (${jobs.length}${failed > 0 ? `, ${failed} of them failed` : ''})`}>
      <JobTable caption={caption} jobs={jobs} />
    </Folded>
  );
}

function JobTable({ caption, jobs }: { caption: string; jobs: readonly JobRow[] }) {
  return (
    <Table
      caption={caption}
      rows={jobs}
      rowKey={({ id }) => id}
      empty="No job runs. npm run demo starts one, and so does a lesson’s check."
      columns={[
        {
          heading: 'Job',
          names: true,
          cell: ({ id, name }) => <a href={`/jobs/${id}`}>{escapeText(name) || '(no name)'}</a>,
        },
        {
          heading: 'State',
          cell: ({ state, trouble }) => (
            <JobState state={state} restarts={trouble && !trouble.recovered ? trouble.restarts : 0} />
          ),
        },
        { heading: 'Tasks', numeric: true, cell: ({ running, tasks }) => `${running} of ${tasks}` },
        { heading: 'Started', cell: ({ startedAt }) => <span class="together">{formatDateTime(startedAt)}</span> },
        {
          heading: 'For',
          numeric: true,
          cell: ({ startedAt, endedAt }) => formatDuration((endedAt ?? Date.now()) - startedAt),
        },
        { heading: 'Last failure', cell: ({ trouble }) => trouble && <LastFailure trouble={trouble} /> },
        { heading: 'Id', cell: ({ id }) => <code>{id.slice(0, 8)}</code> },
      ]}
    />
  );
}

function LastFailure({ trouble: { at, message, recovered, restarts } }: { trouble: JobTrouble }) {
  const after = restarts === 0 ? '' : `, after ${restarts === 1 ? 'one restart' : `${restarts} restarts`}`;
  const over = recovered ? `; recovered${after}` : '';
  return (
    <>
      <span class="together">{formatDateTime(at)}</span>
      {over}: {escapeText(message)}
    </>
  );
}
