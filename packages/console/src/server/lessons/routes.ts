/** `/api/lessons`: the lessons, their checks and hints, and the way to their notebooks. */
import path from 'node:path';
import {
  findLesson,
  type Lesson,
  listLessons,
  NoHintError,
  nextHint,
  readProgress,
  recordHints,
  STEPS,
  UnknownLessonError,
} from '@workbook/checkpoints/standing';
import { notebooksUrl } from '@workbook/services';
import { Hono } from 'hono';
import type { Hints } from '../../api/lessons.js';
import type { ConsoleContext } from '../context.js';
import { eventStream, sendChanges } from '../events.js';
import { ConsoleProblem } from '../problem.js';
import { CheckRunner } from './check-runner.js';
import { lessonDetail, lessonList } from './lesson-detail.js';

/** How soon the page shows what a command in a terminal, or the editor, has changed. */
const EVERY_MS = 1_000;

export function lessonsRoutes(context: ConsoleContext): Hono {
  const runner = new CheckRunner(context);
  const detail = (lesson: Lesson) => lessonDetail(lesson, context.settings, runner);
  const changes = { everyMs: EVERY_MS, onChange: (listener: () => void) => runner.onChange(listener) };
  const routes = new Hono();

  routes.get('/', (c) => c.json(lessonList(context.settings, runner)));
  routes.get('/events', (c) =>
    eventStream(c, context.stopping, (stream) =>
      sendChanges(stream, 'lessons', () => lessonList(context.settings, runner), changes),
    ),
  );
  routes.delete('/check', (c) => {
    runner.cancel();
    return c.json({});
  });

  routes.get('/:slug', (c) => c.json(detail(lessonOf(c.req.param('slug')))));
  routes.get('/:slug/events', (c) => {
    const slug = c.req.param('slug');
    return eventStream(c, context.stopping, async (stream) => {
      const lesson = lessonOf(slug);
      await sendChanges(stream, 'lesson', () => detail(lesson), changes);
    });
  });
  routes.post('/:slug/check', (c) => {
    const lesson = lessonOf(c.req.param('slug'));
    runner.start(lesson);
    return c.json(detail(lesson));
  });
  routes.post('/:slug/hints/:task', (c) => {
    const lesson = lessonOf(c.req.param('slug'));
    return c.json(showHint(lesson, Number(c.req.param('task')), context.settings.home));
  });
  // A redirect, and nothing that a script could read: the address holds JupyterLab's token.
  routes.get('/:slug/notebook', async (c) => {
    const lesson = lessonOf(c.req.param('slug'));
    const { settings } = context;
    const notebook = path.relative(settings.repository, path.join(lesson.folder, 'lesson.ipynb'));
    const url = await notebooksUrl(settings, notebook.split(path.sep).join('/'));
    return c.redirect(url ?? `/lessons/${lesson.slug}?notebook=away`);
  });
  return routes;
}

/** @throws ConsoleProblem when there is no such lesson */
function lessonOf(slug: string): Lesson {
  try {
    return findLesson(slug, listLessons());
  } catch (error) {
    if (error instanceof UnknownLessonError) throw new ConsoleProblem('not-found', error.message);
    throw error;
  }
}

/** One more step than before, remembered as `npm run hint` does. */
function showHint(lesson: Lesson, task: number, home: string): Hints {
  try {
    const hint = nextHint(lesson, readProgress(home)[lesson.slug] ?? {}, task);
    recordHints(home, lesson.slug, hint.task, hint.shown);
    return {
      task: hint.task,
      hints: hint.hints.map((text, index) => ({ step: STEPS[index] ?? '', text })),
      left: hint.left,
    };
  } catch (error) {
    if (error instanceof NoHintError) throw new ConsoleProblem('not-found', error.message);
    throw error;
  }
}
