/** A group's state as Kafka names it. */
import { StateWord, type Tone } from '../parts/state-word.js';

const TONES: Readonly<Record<string, Tone>> = {
  Stable: 'good',
  PreparingRebalance: 'busy',
  CompletingRebalance: 'busy',
  Empty: 'off',
};

export function GroupState({ state }: { state: string }) {
  return <StateWord tone={TONES[state] ?? 'off'} word={state} />;
}
