/** One lesson: its tasks, the last verdict, its hints, and a check that is watched as it runs. */
import { useEffect, useState } from 'preact/hooks';
import type { LessonDetail } from '../../api/lessons.js';
import type { Problem } from '../../api/problem.js';
import { useAddress } from '../browser/router.js';
import type { PageProps } from '../page.js';
import { formatDateTime } from '../parts/format.js';
import { NotThere } from '../parts/not-there.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';
import { StateWord } from '../parts/state-word.js';
import { useLatest } from '../parts/stream.js';
import { CheckPanel } from './check-panel.js';
import { TaskList } from './task-list.js';
import { LESSON_TONES } from './tones.js';
import { VerdictNotes } from './verdict-notes.js';

const AWAY: Problem = {
  problem: 'JupyterLab does not run, so the notebook could not be opened.',
  command: 'npm start',
};

export default function LessonPage({ params: { slug = '' }, setTitle }: PageProps) {
  const { query } = useAddress();
  const { data: lesson, problem } = useLatest<LessonDetail>(`/lessons/${encodeURIComponent(slug)}/events`, 'lesson');
  const [refused, setRefused] = useState<Problem>();
  const title = lesson && `Lesson ${lesson.number}: ${lesson.title}`;
  useEffect(() => {
    if (title) setTitle(title);
  }, [title, setTitle]);
  if (!lesson && problem?.code === 'not-found') {
    return <NotThere problem={problem} list="/lessons" all="The list of lessons" />;
  }
  if (!lesson) return problem ? <ProblemNote problem={problem} /> : <p class="waiting">Asking …</p>;

  const attempt = async (action: Promise<unknown>) => {
    setRefused(undefined);
    await action.catch((error: unknown) => setRefused(problemFrom(error)));
  };
  const { check } = lesson;
  const busy = check?.state === 'running' || check?.state === 'ending';
  // While a check runs, what it has found so far; otherwise the last verdict, wherever it came from.
  const verdict = busy ? check.verdict : lesson.last?.verdict;
  return (
    <>
      {query.get('notebook') === 'away' && <ProblemNote problem={AWAY} />}
      <p class="buttons">
        <StateWord tone={LESSON_TONES[lesson.state]} word={lesson.state} />
        <a class="button" href={`/api/lessons/${lesson.slug}/notebook`} target="_blank" rel="noreferrer">
          Open the notebook
        </a>
        <span class="aside">
          You write in <code>{lesson.starter}</code>
        </span>
      </p>
      <CheckPanel
        lesson={lesson}
        onStart={() => attempt(change('POST', `/lessons/${lesson.slug}/check`))}
        onStop={() => attempt(change('DELETE', '/lessons/check'))}
      />
      {refused && <ProblemNote problem={refused} />}
      <h2>Tasks</h2>
      {!busy && lesson.last && (
        <p class="aside">
          As the check found them at {formatDateTime(Date.parse(lesson.last.at))}.
          {lesson.last.outdated && ' The file was saved since: check it again.'}
        </p>
      )}
      {verdict && <VerdictNotes verdict={verdict} />}
      <TaskList lesson={lesson} results={verdict?.tasks ?? []} />
    </>
  );
}
