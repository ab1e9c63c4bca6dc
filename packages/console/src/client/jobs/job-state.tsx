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

export function JobState({ state }: { state: string }) {
  return <StateWord tone={TONES[state] ?? 'busy'} word={state} />;
}
