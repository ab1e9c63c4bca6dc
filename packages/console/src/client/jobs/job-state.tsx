/** A job's state as Flink names it. */
import { StateWord, type Tone } from '../parts/state-word.js';

const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: 'good',
  FAILED: 'bad',
  FAILING: 'bad',
  RESTARTING: 'bad',
  FINISHED: 'off',
  CANCELED: 'off',
  SUSPENDED: 'off',
};

/** @param restarts how often Flink restarted a job that has not got over its failure: it looks well in between */
export function JobState({ state, restarts = 0 }: { state: string; restarts?: number }) {
  if (restarts === 0) return <StateWord tone={TONES[state] ?? 'busy'} word={state} />;
  return <StateWord tone="bad" word={`${state}, restarted ${restarts === 1 ? 'once' : `${restarts} times`}`} />;
}
