/** The console behind the server that answers own pages only. */
import { randomBytes } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { GuardedServer } from '@workbook/services';
import { createApp } from './app.js';
import type { Page } from './assets.js';
import type { ConsoleContext } from './context.js';
import { describeRefusal, pageRules } from './security.js';

/** @throws the system's error when the port is taken; 0 leaves it to the system */
export async function serveApp(context: ConsoleContext, page: Page, port: number): Promise<GuardedServer> {
  const token = randomBytes(32).toString('base64url');
  const server = new GuardedServer({
    rules: pageRules(token),
    onRequest: getRequestListener(createApp(context, page, token).fetch),
    describe: describeRefusal,
  });
  await server.listen(port);
  return server;
}
