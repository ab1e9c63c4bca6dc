/** How far the learner is. */
import type { LessonLine } from '../../api/overview.js';
import { LESSON_TONES } from '../lessons/tones.js';
import { StateWord } from '../parts/state-word.js';

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
            <StateWord tone={LESSON_TONES[state]} word={state} />
          </li>
        ))}
      </ol>
    </>
  );
}
