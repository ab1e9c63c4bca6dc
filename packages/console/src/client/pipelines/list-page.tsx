/** The workbook's pipelines. */
import type { PipelineStatus } from '../../api/pipelines.js';
import { Command } from '../parts/command.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useLatest } from '../parts/stream.js';
import { Controls } from './controls.js';

export default function PipelinesPage() {
  const { data, problem } = useLatest<PipelineStatus[]>('/pipelines/events', 'pipelines');
  return (
    <>
      <p class="explain">
        Two whole systems of a producer, Kafka, a Flink job and its results. In a terminal,{' '}
        <Command text="npm run demo" /> and <Command text="npm run demo:video" /> show them for a minute.
      </p>
      {problem && <ProblemNote problem={problem} />}
      {!data && !problem && <p class="waiting">Asking …</p>}
      <div class="panels">
        {data?.map((status) => (
          <section key={status.id} class="panel">
            <h2>
              <a href={`/pipelines/${status.id}`}>{status.title}</a>
            </h2>
            <p>{status.description}</p>
            <Controls status={status} />
          </section>
        ))}
      </div>
    </>
  );
}
