/** Why a job failed: the line of TypeScript, the code around it and the record, as the command line shows it. */
import type { JobFailure } from '../../api/jobs.js';
import { Folded } from '../parts/folded.js';
import { formatDateTime } from '../parts/format.js';
import { visibleText } from '../parts/visible-text.js';

export function Failures({ failures }: { failures: readonly JobFailure[] }) {
  const [newest, ...older] = failures;
  if (!newest) return null;
  return (
    <section class="panel panel-failure">
      <h2>{older.length > 0 ? `Failures: the newest of ${failures.length}` : 'Failure'}</h2>
      <Failure failure={newest} />
      {older.length > 0 && (
        <Folded summary={`Earlier failures (${older.length})`}>
          {older.map((failure) => (
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
            , in operator <strong>{visibleText(operator)}</strong>
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
      <pre>{visibleText(text)}</pre>
    </section>
  );
}
