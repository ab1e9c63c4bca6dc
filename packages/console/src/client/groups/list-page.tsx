/** All consumer groups. */
import { escapeText } from '@workbook/terminal/escape';
import type { GroupLine, GroupList } from '../../api/groups.js';
import { nameInAddress } from '../../api/names.js';
import type { Part } from '../../api/part.js';
import { Folded } from '../parts/folded.js';
import { counted, formatCount } from '../parts/format.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useLatest } from '../parts/stream.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { GroupState } from './group-state.js';

export default function GroupsPage() {
  const { data, problem } = useLatest<Part<GroupList>>('/groups/events', 'groups');
  return (
    <>
      <p class="explain">
        The consumers of a group share the partitions of its topics: each partition is read by one of them. The group’s{' '}
        <Term word="committed offsets">
          Where the group goes on reading after a restart: one number for each partition, which Kafka keeps.
        </Term>{' '}
        say how far it is, and its{' '}
        <Term word="lag">How many messages are there that the group has not committed yet.</Term> how much is left.
      </p>
      {problem && <ProblemNote problem={problem} />}
      <PartView part={data}>{(list) => <Groups list={list} />}</PartView>
    </>
  );
}

function Groups({ list: { groups, withoutLag } }: { list: GroupList }) {
  const own = groups.filter(({ ofCheck }) => !ofCheck);
  const checks = groups.filter(({ ofCheck }) => ofCheck);
  return (
    <>
      <GroupTable caption="Consumer groups" groups={own} />
      {withoutLag > 0 && (
        <p class="aside">Of {counted(withoutLag, 'group')} the offsets were not asked for: open one to see its lag.</p>
      )}
      {checks.length > 0 && (
        <Folded summary={`Groups of checks that run now or were broken off (${checks.length})`}>
          <GroupTable caption="Groups of checks" groups={checks} />
        </Folded>
      )}
    </>
  );
}

function GroupTable({ caption, groups }: { caption: string; groups: readonly GroupLine[] }) {
  return (
    <Table
      caption={caption}
      rows={groups}
      rowKey={({ id }) => id}
      empty="There are no consumer groups. A group appears when its first consumer starts: npm run demo has two."
      columns={[
        {
          heading: 'Group',
          names: true,
          cell: ({ id }) => <a href={`/groups/${nameInAddress(id)}`}>{escapeText(id) || '(no name)'}</a>,
        },
        { heading: 'State', cell: ({ state }) => <GroupState state={state} /> },
        {
          heading: 'Members',
          numeric: true,
          cell: ({ members }) => (members === undefined ? '–' : formatCount(members)),
        },
        { heading: 'Lag', numeric: true, cell: ({ lag }) => (lag === undefined ? '–' : formatCount(lag)) },
        { heading: 'Topics', cell: ({ topics }) => (topics.length > 0 ? topics.join(', ') : 'nothing committed yet') },
        { heading: 'Read by', cell: ({ flinkJobs, members }) => readers(flinkJobs, members) },
      ]}
    />
  );
}

function readers(flinkJobs: readonly string[], members: number | undefined): string {
  if (flinkJobs.length > 0) return escapeText(`Flink: ${flinkJobs.join(', ')}`);
  if (members === undefined) return 'not known';
  return members > 0 ? 'its members' : 'nobody now';
}
