/** Why a task failed: what came instead of what, where, and the one hint that fits. */
import type { MistakeView } from '../../api/lessons.js';

export function Mistake({ mistake: { message, expected, got, where, source, advice } }: { mistake: MistakeView }) {
  return (
    <div class="mistake">
      <p class="lines">{message}</p>
      {(expected !== undefined || got !== undefined) && (
        <dl>
          {expected !== undefined && (
            <>
              <dt>expected</dt>
              <dd>
                <code class="lines">{expected}</code>
              </dd>
            </>
          )}
          {got !== undefined && (
            <>
              <dt>got</dt>
              <dd>
                <code class="lines">{got}</code>
              </dd>
            </>
          )}
        </dl>
      )}
      {where && (
        <p>
          <code>{where}</code>
        </p>
      )}
      {source && (
        <pre class="lines">
          {source
            .map(({ number, text, marked }) => `${marked ? '>' : ' '} ${String(number).padStart(4)} | ${text}`)
            .join('\n')}
        </pre>
      )}
      {advice && (
        <p class="advice">
          <strong>Hint:</strong> {advice}
        </p>
      )}
    </div>
  );
}
