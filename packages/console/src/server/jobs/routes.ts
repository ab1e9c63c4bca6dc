/** `/api/jobs`: Flink's jobs, one job with what was seen of its event time, and its cancellation. */
import { WaitTimeoutError } from '@workbook/flink';
import { Hono } from 'hono';
import type { EventTimePoint, JobRow, JobSample } from '../../api/jobs.js';
import type { Part } from '../../api/part.js';
import type { ConsoleContext } from '../context.js';
import { eventStream } from '../events.js';
import { Feed } from '../feed.js';
import { Histories } from '../history.js';
import { readPart, requireThere } from '../part.js';
import { ConsoleProblem } from '../problem.js';
import { newestTime } from './newest-time.js';
import { keepPrinting } from './printed-lines.js';
import { jobHandle, readJob, readJobRows } from './read-jobs.js';

const LIST_EVERY_MS = 1_500;
const JOB_EVERY_MS = 1_500;
/** Watermarks that a job's history may hold. */
const HISTORY_BUDGET = 12_000;
const CANCEL_MS = 30_000;

export function jobsRoutes(context: ConsoleContext): Hono {
  const { flink, stopping } = context;
  const list = new Feed<Part<JobRow[]>>(
    (previous) => readPart(previous, () => readJobRows(flink, context.settings)),
    LIST_EVERY_MS,
  );
  const histories = new Histories<JobSample, EventTimePoint>((id) => {
    const newest = newestTime();
    return {
      read: async () => {
        const sample = await readJob(flink, await jobHandle(flink, context.settings, id));
        return { ...sample, eventTime: newest(sample.eventTime) };
      },
      everyMs: JOB_EVERY_MS,
      keep: eventTimePoint,
      weight: ({ watermarks }) => Object.values(watermarks).flat().length,
      budget: HISTORY_BUDGET,
    };
  });

  const routes = new Hono();
  routes.get('/', async (c) => c.json(await list.once()));
  routes.get('/events', (c) =>
    eventStream(c, stopping, async ({ send, signal }) => {
      for await (const jobs of list.follow(signal)) await send('jobs', jobs);
    }),
  );
  routes.get('/:id/events', (c) =>
    eventStream(c, stopping, async ({ send, signal }) => {
      const id = c.req.param('id');
      const history = histories.of(id);
      await send('history', history.kept);
      requireThere(await history.feed.once());
      const printed = keepPrinting(
        () => jobHandle(flink, context.settings, id),
        signal,
        (lines) => send('printed', lines),
      );
      for await (const sample of history.feed.follow(signal)) await send('job', sample);
      await printed;
    }),
  );
  routes.post('/:id/cancel', async (c) => {
    const job = await jobHandle(flink, context.settings, c.req.param('id'));
    const state = await flink
      .told(() => job.cancel({ timeoutMs: CANCEL_MS }))
      .catch((error: unknown) => {
        if (!(error instanceof WaitTimeoutError)) throw error;
        throw new ConsoleProblem(
          'refused',
          `Flink was told to cancel the job, but it has not ended within ${CANCEL_MS / 1000} s.`,
          {
            remedy: 'Something in it does not stop; watch its state here.',
            cause: error,
          },
        );
      });
    list.refresh();
    histories.of(job.id).feed.refresh();
    return c.json({ state });
  });
  return routes;
}

function eventTimePoint({ at, eventTime, tasks }: JobSample): EventTimePoint {
  const watermarks = tasks.map(({ id, subtasks }) => [id, subtasks.map(({ watermark }) => watermark ?? null)] as const);
  return { at, eventTime, watermarks: Object.fromEntries(watermarks) };
}
