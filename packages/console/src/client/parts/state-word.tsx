/** A state as a word with a sign of its own shape: colour only repeats what the word says. */
export type Tone = 'good' | 'busy' | 'bad' | 'off';

export function StateWord({ tone, word }: { tone: Tone; word: string }) {
  return (
    <span class={`state state-${tone}`}>
      <span class="sign" aria-hidden="true" />
      {word}
    </span>
  );
}
