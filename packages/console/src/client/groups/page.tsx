/** One consumer group. */
import { useState } from 'preact/hooks';
import type { GroupSample } from '../../api/groups.js';
import { nameInAddress } from '../../api/names.js';
import { navigate } from '../browser/router.js';
import type { PageProps } from '../page.js';
import { ConfirmByName } from '../parts/confirm-by-name.js';
import { counted } from '../parts/format.js';
import { NotThere } from '../parts/not-there.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change } from '../parts/server.js';
import { Assignments } from './assignments.js';
import { GroupState } from './group-state.js';
import { Lag } from './lag.js';
import { Reset } from './reset.js';
import { useGroup } from './use-group.js';

export default function GroupPage({ params: { id = '' } }: PageProps) {
  const { part, samples, problem } = useGroup(id);
  if (part?.problem?.code === 'not-found' && part.value === undefined) {
    return <NotThere problem={part.problem} list="/groups" all="The list of consumer groups" isExpected />;
  }
  return (
    <>
      <p>
        <a href="/groups">All consumer groups</a>
      </p>
      {problem && <ProblemNote problem={problem} />}
      <PartView part={part}>
        {(sample) => (
          <>
            <Summary sample={sample} />
            <div class="stack">
              <Lag sample={sample} samples={samples} />
              <Assignments sample={sample} samples={samples} />
              <Reset id={id} sample={sample} />
              <Deletion id={id} sample={sample} />
            </div>
          </>
        )}
      </PartView>
    </>
  );
}

function Summary({ sample: { state, members, flinkJobs, protocolType } }: { sample: GroupSample }) {
  const isKnown = state !== 'Unknown';
  return (
    <>
      <p>
        <GroupState state={state} /> · {isKnown ? countOf(members) : 'its members are not known'}
      </p>
      {(flinkJobs.length > 0 || (isKnown && protocolType === '' && members.length === 0)) && (
        <p class="note">
          {flinkJobs.length > 0
            ? `Flink’s job ${flinkJobs.join(', ')} reads with this name. `
            : 'Whoever reads with this name is no member of it, as Flink is not. '}
          Flink hands partitions to its subtasks itself and commits offsets for show, when a checkpoint is complete: its
          own positions are in its checkpoints.
        </p>
      )}
    </>
  );
}

const countOf = (members: readonly unknown[]) => counted(members.length, 'member');

function Deletion({ id, sample: { members } }: { id: string; sample: GroupSample }) {
  const [asking, setAsking] = useState(false);
  return (
    <section class="panel">
      <h2>Delete</h2>
      {members.length > 0 ? (
        <p>A group with members cannot be deleted. Stop its consumers first (Ctrl-C in their terminals).</p>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          Delete this group …
        </button>
      )}
      {asking && (
        <ConfirmByName
          title="Delete this consumer group?"
          name={id}
          action="Delete the group"
          onConfirm={async () => {
            await change('DELETE', `/groups/${nameInAddress(id)}`);
            navigate('/groups');
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Kafka forgets its committed offsets. The topics and their messages stay. A consumer that comes back under
            this name starts anew.
          </p>
        </ConfirmByName>
      )}
    </section>
  );
}
