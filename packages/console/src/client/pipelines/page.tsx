/** One pipeline, live. */
import { useEffect } from 'preact/hooks';
import type { PipelineEvent } from '../../api/pipelines.js';
import type { PageProps } from '../page.js';
import { NotThere } from '../parts/not-there.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useLatest } from '../parts/stream.js';
import { Controls, Programs } from './controls.js';
import { Transactions } from './transactions.js';
import { Video } from './video.js';

export default function PipelinePage({ params: { id = '' }, setTitle }: PageProps) {
  const { data, problem } = useLatest<PipelineEvent>(`/pipelines/${encodeURIComponent(id)}/events`, 'pipeline');
  const title = data?.status.title;
  useEffect(() => {
    if (title) setTitle(title);
  }, [title, setTitle]);
  if (!data && problem?.code === 'not-found') {
    return <NotThere problem={problem} list="/pipelines" all="The list of pipelines" />;
  }
  return (
    <>
      <p>
        <a href="/pipelines">All pipelines</a>
      </p>
      {problem && <ProblemNote problem={problem} />}
      {data && (
        <>
          <p>{data.status.description}</p>
          <Controls status={data.status} />
          <div class="stack">
            {data.transactions && (
              <PartView part={data.transactions}>{(view) => <Transactions view={view} />}</PartView>
            )}
            {data.video && (
              <PartView part={data.video}>
                {(view) => <Video view={view} running={data.status.running || data.status.elsewhere !== undefined} />}
              </PartView>
            )}
            <Programs programs={data.status.programs} />
          </div>
        </>
      )}
    </>
  );
}
