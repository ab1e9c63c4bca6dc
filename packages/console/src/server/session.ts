/** What a page has to know before it can change anything, and whether Kafka and Flink are there at all. */
import net from 'node:net';
import { Hono } from 'hono';
import type { Session } from '../api/session.js';
import type { ConsoleContext } from './context.js';

const ANSWER_MS = 1_500;

export function sessionRoutes(context: ConsoleContext, token: string, version: string): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => {
    const { kafka, flink } = context.settings;
    const [kafkaThere, flinkThere] = await Promise.all([
      anyAccepts(kafka.bootstrapServers),
      accepts(new URL(flink.url)),
    ]);
    const { origin, pathname } = new URL(flink.url);
    const session: Session = {
      token,
      version,
      kafka: kafkaThere,
      flink: flinkThere,
      dashboard: `${origin}${pathname}`,
    };
    return c.json(session);
  });
  return routes;
}

async function anyAccepts(servers: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(servers.map((server) => accepts(new URL(`tcp://${server}`))));
  return answers.includes(true);
}

/** Whether something accepts connections there. */
function accepts({ hostname, port, protocol }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
