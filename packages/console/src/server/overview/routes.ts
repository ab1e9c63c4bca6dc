/** `/api/overview`: everything at a glance, read every two seconds as long as somebody looks on. */
import { lessonStates, lessonTitle, listLessons, readProgress } from '@workbook/checkpoints/standing';
import { Hono } from 'hono';
import type { LessonLine, Overview } from '../../api/overview.js';
import type { ConsoleContext } from '../context.js';
import { eventStream } from '../events.js';
import { Feed } from '../feed.js';
import { readPart } from '../part.js';
import { readJobs } from './jobs.js';
import { nextStep } from './next-step.js';
import { type Reading, ratesBetween, readEnds } from './rates.js';
import { readServices } from './services.js';

const EVERY_MS = 2_000;

export function overviewRoutes(context: ConsoleContext): Hono {
  let ends: Reading | undefined;
  const read = async (previous: Overview | undefined): Promise<Overview> => {
    const [services, topics, jobs, lessons] = await Promise.all([
      readPart(previous?.services, () => readServices(context.settings)),
      readPart(previous?.topics, async () => {
        const before = ends;
        ends = await context.kafka.withReader(readEnds);
        return ratesBetween(before, ends);
      }),
      readPart(previous?.jobs, () => readJobs(context.flink)),
      readPart(previous?.lessons, () => readLessons(context.settings.home)),
    ]);
    const known = { services, topics, jobs, lessons };
    return { ...known, next: nextStep(known) };
  };
  const feed = new Feed(read, EVERY_MS);

  const routes = new Hono();
  routes.get('/', async (c) => c.json(await feed.once()));
  routes.get('/events', (c) =>
    eventStream(c, context.stopping, async ({ send, signal }) => {
      for await (const overview of feed.follow(signal)) await send('overview', overview);
    }),
  );
  return routes;
}

function readLessons(home: string): LessonLine[] {
  const lessons = listLessons();
  const states = lessonStates(lessons, readProgress(home));
  return lessons.map((lesson, index) => ({
    number: lesson.number,
    slug: lesson.slug,
    title: lessonTitle(lesson),
    state: states[index]?.state ?? 'not begun',
  }));
}
