/** `/api/overview`: everything at a glance, read every two seconds as long as somebody looks on. */
import { lessonStates, lessonTitle, listLessons, readProgress } from '@workbook/checkpoints/standing';
import { Hono } from 'hono';
import type { LessonLine, Overview } from '../../api/overview.js';
import type { Part } from '../../api/part.js';
import type { ConsoleContext } from '../context.js';
import { eventStream } from '../events.js';
import { Feed } from '../feed.js';
import { readPart } from '../part.js';
import { readJobs } from './jobs.js';
import { nextStep } from './next-step.js';
import { type Reading, ratesBetween, readEnds } from './rates.js';
import { readServices } from './services.js';

const EVERY_MS = 2_000;

export interface OverviewRoutes {
  routes: Hono;
  /** Begins to read, for a page that will ask in a moment. */
  prepare: () => void;
}

type Parts = Required<Omit<Overview, 'next'>>;
type Feeds = { [Name in keyof Parts]: Feed<Parts[Name]> };

export function overviewRoutes(context: ConsoleContext): OverviewRoutes {
  let ends: Reading | undefined;
  const feeds: Feeds = {
    services: partFeed(() => readServices(context.settings)),
    topics: partFeed(async () => {
      const before = ends;
      ends = await context.kafka.withReader(readEnds);
      return ratesBetween(before, ends);
    }),
    jobs: partFeed(() => readJobs(context.flink, context.settings)),
    lessons: partFeed(() => readLessons(context.settings.home)),
  };

  const routes = new Hono();
  routes.get('/events', (c) =>
    eventStream(c, context.stopping, async ({ send, signal }) => {
      const overview: Partial<Parts> = {};
      const follow = async <Name extends keyof Feeds>(name: Name) => {
        for await (const part of feeds[name].follow(signal)) {
          overview[name] = part;
          await send('overview', { [name]: part, next: nextStep(overview) } satisfies Overview);
        }
      };
      await Promise.all([follow('services'), follow('lessons'), follow('topics'), follow('jobs')]);
    }),
  );
  const prepare = () => {
    for (const feed of Object.values(feeds)) void feed.once();
  };
  return { routes, prepare };
}

/** Each part is read by itself: one that takes long holds none of the others back. */
function partFeed<T>(read: () => Promise<T> | T): Feed<Part<T>> {
  return new Feed<Part<T>>((previous) => readPart(previous, read), EVERY_MS);
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
