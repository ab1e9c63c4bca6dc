/** Flink jobs that run, and those that failed a short while ago. */
import type { JobLine } from '../../api/overview.js';
import { formatAgo } from '../parts/format.js';
import { StateWord, type Tone } from '../parts/state-word.js';
import { Table } from '../parts/table.js';

function toneOf(state: string): Tone {
  if (state === 'RUNNING') return 'good';
  return ['FAILED', 'FAILING'].includes(state) ? 'bad' : 'busy';
}

export function JobsPanel({ jobs }: { jobs: readonly JobLine[] }) {
  return (
    <Table
      caption="Flink jobs"
      rows={jobs}
      rowKey={({ id }) => id}
      empty="No job runs. A lesson’s check or npm run demo starts one."
      columns={[
        { heading: 'Job', names: true, cell: ({ id, name }) => <a href={`/jobs/${encodeURIComponent(id)}`}>{name}</a> },
        { heading: 'State', cell: ({ state }) => <StateWord tone={toneOf(state)} word={state} /> },
        { heading: 'Tasks', numeric: true, cell: ({ running, tasks }) => `${running} of ${tasks}` },
        { heading: 'Started', cell: ({ startedAt }) => formatAgo(startedAt) },
      ]}
    />
  );
}
