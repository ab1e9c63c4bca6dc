/** All lessons: what is solved, and what comes next. */
import type { LessonList, LessonRow } from '../../api/lessons.js';
import { formatDateTime } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord } from '../parts/state-word.js';
import { useLatest } from '../parts/stream.js';
import { Table } from '../parts/table.js';
import { LESSON_TONES } from './tones.js';

const when = (iso: string | undefined) => (iso ? formatDateTime(Date.parse(iso)) : '');

export default function LessonsPage() {
  const { data, problem } = useLatest<LessonList>('/lessons/events', 'lessons');
  if (problem) return <ProblemNote problem={problem} />;
  if (!data) return <p class="waiting">Asking …</p>;
  const { lessons, next, checking } = data;
  const solved = lessons.filter(({ state }) => state === 'solved').length;
  const upcoming = lessons.find(({ slug }) => slug === next);
  return (
    <>
      <p class="next">
        {solved} of {lessons.length} lessons solved.{' '}
        {upcoming ? (
          <>
            <strong>Next:</strong>{' '}
            <a href={`/lessons/${upcoming.slug}`}>
              lesson {upcoming.number}, {upcoming.title}
            </a>
          </>
        ) : (
          'That is all of them.'
        )}
      </p>
      <p class="explain">
        A lesson is a notebook to read and a file to write, <code>starter.ts</code>. Its check tries your file on the
        live Kafka and Flink, task by task.
      </p>
      <Table
        caption="Lessons"
        rows={lessons}
        rowKey={({ slug }) => slug}
        empty="There are no lessons here."
        columns={[
          { heading: 'Lesson', names: true, cell: nameOf },
          {
            heading: 'State',
            cell: ({ slug, state }) =>
              slug === checking ? (
                <StateWord tone="busy" word="being checked" />
              ) : (
                <StateWord tone={LESSON_TONES[state]} word={state} />
              ),
          },
          {
            heading: 'Tasks passed',
            numeric: true,
            cell: ({ passed, tasks }) => (tasks === undefined ? '' : `${passed} of ${tasks}`),
          },
          { heading: 'Last check', cell: ({ checkedAt }) => when(checkedAt) },
          { heading: 'Solved', cell: ({ solvedAt }) => when(solvedAt) },
        ]}
      />
    </>
  );
}

function nameOf({ number, slug, title }: LessonRow) {
  return (
    <a href={`/lessons/${slug}`}>
      {number}. {title}
    </a>
  );
}
