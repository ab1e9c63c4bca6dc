/** Flink jobs that run, and those that failed a short while ago. */
import type { JobLine } from '../../api/overview.js';
import { JobState } from '../jobs/job-state.js';
import { formatAgo } from '../parts/format.js';
import { Table } from '../parts/table.js';

export function JobsPanel({ jobs }: { jobs: readonly JobLine[] }) {
  return (
    <Table
      caption="Flink jobs"
      rows={jobs}
      rowKey={({ id }) => id}
      empty="No job runs. A lesson’s check or npm run demo starts one."
      columns={[
        { heading: 'Job', names: true, cell: ({ id, name }) => <a href={`/jobs/${encodeURIComponent(id)}`}>{name}</a> },
        { heading: 'State', cell: ({ state, restarts }) => <JobState state={state} restarts={restarts} /> },
        { heading: 'Tasks', numeric: true, cell: ({ running, tasks }) => `${running} of ${tasks}` },
        { heading: 'Started', cell: ({ startedAt }) => formatAgo(startedAt) },
      ]}
    />
  );
}
