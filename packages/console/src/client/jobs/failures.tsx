/** Why a job failed: the line of TypeScript, the code around it and the record, as the command line shows it. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobFailure, JobTrouble } from '../../api/jobs.js';
import { Folded } from '../parts/folded.js';
import { formatDateTime } from '../parts/format.js';

export function Failures({ failures, trouble }: { failures: readonly JobFailure[]; trouble?: JobTrouble }) {
  // What followed from the last failure, such as no slots because a TaskManager is lost, came after it.
  const last = failures.find(({ at }) => at === trouble?.at) ?? failures[0];
  if (!last || !trouble) return null;
  const others = failures.filter((failure) => failure !== last);
  const { recovered, restarts } = trouble;
  return (
    <section class={recovered ? 'panel' : 'panel panel-failure'}>
      <h2>
        {recovered ? 'Recovered' : 'It failed'}
        {restarts > 0 && `: Flink restarted it ${restarts === 1 ? 'once' : `${restarts} times`}`}
      </h2>
      {recovered ? (
        <Folded summary={`The last failure, at ${formatDateTime(last.at)}`}>
          <Failure failure={last} />
        </Folded>
      ) : (
        <Failure failure={last} />
      )}
      {others.length > 0 && (
        <Folded summary={`Other failures that Flink remembers (${others.length})`}>
          {others.map((failure) => (
            <Failure key={`${failure.at} ${failure.message}`} failure={failure} />
          ))}
        </Folded>
      )}
    </section>
  );
}

function Failure({ failure: { at, position, operator, message, stackTrace } }: { failure: JobFailure }) {
  return (
    <>
      <p>
        {formatDateTime(at)}
        {operator !== undefined && (
          <>
            , in operator <strong>{escapeText(operator)}</strong>
          </>
        )}
        {position !== undefined && (
          <>
            , at <code>{position}</code>
          </>
        )}
      </p>
      <Text text={message} label="What failed" />
      <Folded summary="Flink’s own report (Java)">
        <Text text={stackTrace} label="Flink’s own report" />
      </Folded>
    </>
  );
}

function Text({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="text-frame" tabIndex={0} aria-label={label}>
      <pre>{escapeText(text)}</pre>
    </section>
  );
}
