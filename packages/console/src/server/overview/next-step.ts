/** What a learner would do now: first what is broken, then the next lesson. */
import type { LessonLine, NextStep, Overview } from '../../api/overview.js';
import { JUPYTERLAB } from './services.js';

/** Undefined until everything is known that it depends on. */
export function nextStep({ services, jobs, lessons }: Omit<Overview, 'next'>): NextStep | undefined {
  if (!services || !jobs || !lessons) return undefined;
  // Whoever reads the notebooks in an editor needs no JupyterLab.
  const broken = services.value?.find(({ state, title }) => state !== 'running' && title !== JUPYTERLAB);
  if (broken) {
    const { title, command, remedy } = broken;
    return { sentence: `${title} is not running.${command ? ' Bring it back with' : ` ${remedy ?? ''}`}`, command };
  }
  const failed = jobs.value?.find(({ state }) => state === 'FAILED');
  if (failed) {
    return {
      sentence: `The job "${failed.name}" failed. Its exception names the line.`,
      page: { path: `/jobs/${encodeURIComponent(failed.id)}`, label: 'Look at the job' },
    };
  }
  return lessonStep(lessons.value ?? []);
}

function lessonStep(lessons: readonly LessonLine[]): NextStep {
  const next = lessons.find(({ state }) => state !== 'solved');
  if (!next) {
    return { sentence: 'Every lesson is solved. Watch a whole pipeline at work:', command: 'npm run demo' };
  }
  const page = { path: `/lessons/${next.slug}`, label: `Open lesson ${next.number}` };
  const verb = next.state === 'begun' ? 'Go on with' : 'Begin';
  return { sentence: `${verb} lesson ${next.number}: ${next.title}.`, page };
}
