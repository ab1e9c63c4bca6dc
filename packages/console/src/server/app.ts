/** All of the console's routes: `/api/AREA` for data, `/assets/` for what the page loads, and the page for everything else. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Page } from './assets.js';
import type { ConsoleContext } from './context.js';
import { groupsRoutes } from './groups/routes.js';
import { jobsRoutes } from './jobs/routes.js';
import { lessonsRoutes } from './lessons/routes.js';
import { overviewRoutes } from './overview/routes.js';
import { pipelinesRoutes } from './pipelines/routes.js';
import { ConsoleProblem, problemOf } from './problem.js';
import { securityHeaders } from './security.js';
import { sessionRoutes } from './session.js';
import { topicsRoutes } from './topics/routes.js';

/** A request to the console is a few words, or one message that is sent by hand. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * All of it belongs behind a guarded server, see `serve.ts`.
 * @param token what a page has to bring for changes; the session tells it
 */
export function createApp(context: ConsoleContext, page: Page, token: string): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new ConsoleProblem(
          'refused',
          `This is larger than the ${MAX_BODY_BYTES / 1024 / 1024} MiB that the console takes.`,
        );
      },
    }),
  );
  app.use('/api/*', async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });

  app.route('/api/session', sessionRoutes(context, token, page.version));
  const overview = overviewRoutes(context);
  app.route('/api/overview', overview.routes);
  app.route('/api/lessons', lessonsRoutes(context));
  app.route('/api/topics', topicsRoutes(context));
  app.route('/api/groups', groupsRoutes(context));
  app.route('/api/jobs', jobsRoutes(context));
  app.route('/api/pipelines', pipelinesRoutes(context));
  app.all('/api/*', (c) => {
    throw new ConsoleProblem('not-found', `The console has no ${c.req.path}.`);
  });

  app.route('/assets', page.assets);
  app.get('/', (_, next) => {
    overview.prepare();
    return next();
  });
  app.get('*', (c) => c.html(page.html, 200, { 'cache-control': 'no-store' }));

  app.notFound((c) => c.json(problemOf(new ConsoleProblem('not-found', 'There is nothing here.')), 404));
  app.onError((error, c) => {
    const status = error instanceof ConsoleProblem ? error.status : 500;
    return c.json(problemOf(error), status, { 'cache-control': 'no-store' });
  });
  return app;
}
