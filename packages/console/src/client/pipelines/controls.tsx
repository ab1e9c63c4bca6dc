/** A pipeline's start and stop, what its programs print, and how to run it in a terminal. */
import { useState } from 'preact/hooks';
import type { PipelineStatus, ProgramView } from '../../api/pipelines.js';
import type { Problem } from '../../api/problem.js';
import { Command } from '../parts/command.js';
import { formatClock } from '../parts/format.js';
import { Output } from '../parts/output.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';
import { StateWord, type Tone } from '../parts/state-word.js';

export function Controls({ status }: { status: PipelineStatus }) {
  const { id, title, running, elsewhere, programs } = status;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const stopping = programs.some(({ state }) => state === 'stopping');
  const attempt = async (verb: 'start' | 'stop') => {
    setBusy(true);
    setProblem(undefined);
    await change('POST', `/pipelines/${id}/${verb}`).catch((error: unknown) => setProblem(problemFrom(error)));
    setBusy(false);
  };
  return (
    <>
      <div class="buttons">
        {running ? (
          <button
            type="button"
            disabled={busy || stopping}
            onClick={() => attempt('stop')}
            aria-label={`Stop ${title}`}
          >
            {stopping ? 'Stopping …' : 'Stop'}
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={busy || elsewhere !== undefined}
            onClick={() => attempt('start')}
            aria-label={`Start ${title}`}
          >
            {busy ? 'Starting …' : 'Start'}
          </button>
        )}
        <span role="status">{stateInWords(status, stopping)}</span>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}

function stateInWords({ running, elsewhere, programs }: PipelineStatus, stopping: boolean): string {
  if (stopping) return 'It ends in good order: what open windows hold goes into a savepoint.';
  if (running) return 'It runs, and ends with this console or with Stop.';
  if (elsewhere) return elsewhere;
  if (programs.some(({ state }) => state === 'failed')) return 'A program of it failed: its last lines say why.';
  return 'It does not run.';
}

const TONES: Readonly<Record<ProgramView['state'], Tone>> = {
  running: 'good',
  stopping: 'busy',
  failed: 'bad',
  ended: 'off',
  'not started': 'off',
};

export function Programs({ programs }: { programs: readonly ProgramView[] }) {
  return (
    <section class="panel">
      <h2>Programs</h2>
      <p class="explain">The same in terminals, one for each, where Ctrl-C ends them in good order:</p>
      {programs.map(({ command, state, lines, leftOut }) => (
        <div key={command} class="program">
          <p>
            <Command text={command} /> <StateWord tone={TONES[state]} word={state} />
          </p>
          {lines.length > 0 && (
            <Output label={`What ${command} prints`} lines={lines} leftOut={leftOut}>
              {({ at, text }) => (
                <>
                  <span class="quietly">{formatClock(at)}</span> {text}
                </>
              )}
            </Output>
          )}
        </div>
      ))}
    </section>
  );
}
