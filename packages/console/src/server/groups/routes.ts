/** `/api/groups`: consumer groups, one group with what was seen of it, and the changes that Kafka allows. */
import { Hono } from 'hono';
import type { GroupList, GroupSample, ResetOrder, ResetRequest } from '../../api/groups.js';
import { nameFromAddress } from '../../api/names.js';
import type { Part } from '../../api/part.js';
import type { ConsoleContext } from '../context.js';
import { eventStream } from '../events.js';
import { Feed } from '../feed.js';
import { Histories } from '../history.js';
import { readPart } from '../part.js';
import { ConsoleProblem } from '../problem.js';
import { FlinkGroups } from './flink-groups.js';
import { noGroup, readGroup, readGroups } from './read-groups.js';
import { resetOrderIn, resetRequestIn } from './requests.js';
import { carryOut, previewReset } from './reset.js';

const LIST_EVERY_MS = 2_000;
const GROUP_EVERY_MS = 1_000;
/** Numbers that a group's history may hold: ten minutes of 40 partitions. */
const HISTORY_BUDGET = 24_000;

/** Kafka's answers to a deletion, see https://kafka.apache.org/protocol#protocol_error_codes */
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;

export function groupsRoutes(context: ConsoleContext): Hono {
  const { kafka, stopping } = context;
  const flinkGroups = new FlinkGroups(context.flink, () => context.settings);
  const read = async (id: string): Promise<GroupSample> => readGroup(kafka, id, await flinkGroups.read());
  const list = new Feed<Part<GroupList>>(
    (previous) => readPart(previous, async () => readGroups(kafka, await flinkGroups.read())),
    LIST_EVERY_MS,
  );
  const histories = new Histories<GroupSample, GroupSample>((id) => ({
    read: () => read(id),
    everyMs: GROUP_EVERY_MS,
    keep: (sample) => sample,
    weight: ({ partitions, members }) => partitions.length + members.length,
    budget: HISTORY_BUDGET,
  }));

  const routes = new Hono();
  routes.get('/', async (c) => c.json(await list.once()));
  routes.get('/events', (c) =>
    eventStream(c, stopping, async ({ send, signal }) => {
      for await (const groups of list.follow(signal)) await send('groups', groups);
    }),
  );
  routes.get('/:id/events', (c) =>
    eventStream(c, stopping, async ({ send, signal }) => {
      const history = histories.of(nameFromAddress(c.req.param('id')));
      await send('history', history.kept);
      for await (const sample of history.feed.follow(signal)) await send('sample', sample);
    }),
  );
  routes.post('/:id/preview', async (c) => {
    const id = nameFromAddress(c.req.param('id'));
    const request: ResetRequest = resetRequestIn(await c.req.json().catch(() => undefined));
    return c.json(await previewReset(kafka, id, await read(id), request));
  });
  routes.put('/:id/offsets', async (c) => {
    const id = nameFromAddress(c.req.param('id'));
    const order: ResetOrder = resetOrderIn(await c.req.json().catch(() => undefined));
    await carryOut(context.settings, id, await read(id), order);
    histories.of(id).feed.refresh();
    list.refresh();
    return c.json({ changed: order.offsets.length });
  });
  routes.delete('/:id', async (c) => {
    const id = nameFromAddress(c.req.param('id'));
    await kafka
      .withAdmin((admin) => admin.deleteGroups([id]))
      .catch((error: unknown) => {
        throw refusedDeletion(id, error);
      });
    list.refresh();
    return c.json({ deleted: id });
  });
  return routes;
}

function refusedDeletion(id: string, error: unknown): unknown {
  if (!(error instanceof Error && error.name === 'KafkaJSDeleteGroupsError')) return error;
  const code = (error as { groups?: { errorCode?: number }[] }).groups?.[0]?.errorCode;
  if (code === GROUP_ID_NOT_FOUND) return noGroup(id);
  if (code === NON_EMPTY_GROUP) {
    return new ConsoleProblem('refused', `The group "${id}" has members, and Kafka deletes only empty groups.`, {
      remedy: 'Stop its consumers first (Ctrl-C in their terminals).',
      cause: error,
    });
  }
  return new ConsoleProblem('refused', `Kafka does not delete the group "${id}": ${error.message}`, { cause: error });
}
