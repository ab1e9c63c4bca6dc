/** `/api/pipelines`: the workbook's pipelines, what their topics say, and their start and stop. */
import { Hono } from 'hono';
import type { PipelineEvent, PipelineStatus } from '../../api/pipelines.js';
import type { ConsoleContext } from '../context.js';
import { eventStream } from '../events.js';
import { Feed } from '../feed.js';
import { ConsoleProblem } from '../problem.js';
import { newestFrame } from './newest-frame.js';
import { PIPELINES } from './pipelines.js';
import { PipelineRun } from './run.js';
import { TopicsWatch } from './topics-watch.js';
import { TRANSACTION_TOPICS, TransactionsReading } from './transactions.js';
import { VIDEO_TOPICS, VideoReading } from './video.js';

const EVERY_MS = 1_000;

export function pipelinesRoutes(context: ConsoleContext): Hono {
  const { stopping, kafka } = context;
  const runs = new Map(PIPELINES.map((spec) => [spec.id as string, new PipelineRun(spec, context)]));
  const runOf = (id: string): PipelineRun => {
    const run = runs.get(id);
    if (!run) throw new ConsoleProblem('not-found', `There is no pipeline "${id}".`);
    return run;
  };
  const readAll = (): Promise<PipelineStatus[]> => Promise.all([...runs.values()].map((run) => run.status()));
  const all = new Feed(readAll, EVERY_MS);
  const watches = {
    transactions: new TopicsWatch(context, TRANSACTION_TOPICS, () => new TransactionsReading()),
    video: new TopicsWatch(context, VIDEO_TOPICS, () => new VideoReading()),
  };

  const routes = new Hono();
  routes.get('/', async (c) => c.json(await all.once()));
  routes.get('/events', (c) =>
    eventStream(c, stopping, async ({ send, signal }) => {
      for await (const pipelines of all.follow(signal)) await send('pipelines', pipelines);
    }),
  );
  routes.get('/:id/events', (c) => {
    const name = c.req.param('id');
    return eventStream(c, stopping, async ({ send, signal }) => {
      const { id } = runOf(name).spec;
      const leave = watches[id].look();
      try {
        for await (const pipelines of all.follow(signal)) {
          const status = pipelines.find((it) => it.id === id);
          if (status) await send('pipeline', { status, [id]: watches[id].part } satisfies PipelineEvent);
        }
      } finally {
        leave();
      }
    });
  });
  routes.get('/video/newest.jpg', async (c) => {
    const jpeg = await kafka.withReader(newestFrame);
    return c.body(new Uint8Array(jpeg), 200, { 'content-type': 'image/jpeg' });
  });
  routes.post('/:id/start', async (c) => {
    const run = runOf(c.req.param('id'));
    const now = Date.now();
    await run.start();
    watches[run.spec.id].beginAnew(now);
    all.refresh();
    return c.json(await run.status());
  });
  routes.post('/:id/stop', async (c) => {
    const run = runOf(c.req.param('id'));
    run.stop();
    all.refresh();
    return c.json(await run.status());
  });
  return routes;
}
