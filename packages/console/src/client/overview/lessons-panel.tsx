/** How far the learner is. */
import type { LessonLine } from '../../api/overview.js';
import { StateWord, type Tone } from '../parts/state-word.js';

const TONES: Readonly<Record<LessonLine['state'], Tone>> = { solved: 'good', begun: 'busy', 'not begun': 'off' };

export function LessonsPanel({ lessons }: { lessons: readonly LessonLine[] }) {
  const solved = lessons.filter(({ state }) => state === 'solved').length;
  return (
    <>
      <p>
        {solved} of {lessons.length} lessons solved
      </p>
      <progress value={solved} max={lessons.length} aria-label="Lessons solved">
        {solved} of {lessons.length}
      </progress>
      <ol class="lesson-list">
        {lessons.map(({ number, slug, title, state }) => (
          <li key={slug}>
            <a href={`/lessons/${slug}`}>
              {number}. {title}
            </a>{' '}
            <StateWord tone={TONES[state]} word={state} />
          </li>
        ))}
      </ol>
    </>
  );
}
