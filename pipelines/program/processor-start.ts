/** Where a processor's job begins in its topics. */
import type { Admin, Kafka } from 'kafkajs';
import { beginningOf, committedOf, endOf, sentSince } from './offsets.js';
import type { CliOption } from './options.js';
import { counted } from './text.js';

/** What a person may choose about where a processor begins. */
export const START_OPTIONS = [
  {
    name: 'from',
    description: 'where the job begins in its topics',
    choices: ['last', 'now', 'beginning'],
    default: 'last',
    defaultText: 'last: where the last one stopped; the first one begins with what is sent from now on',
  },
] as const satisfies readonly CliOption[];

export type From = (typeof START_OPTIONS)[number]['choices'][number];

export interface Beginning {
  /** What the processor was asked for. */
  from: From;
  /** As its user types it, such as `npm run transactions:processor`. */
  command: string;
  topics: readonly string[];
  /** The group under which Flink commits the job's offsets. */
  groupId: string;
  /** Where the last job was stopped, if it was stopped with a savepoint. */
  savepoint: string | undefined;
  /** When the processor was called, in ms since 1970: what is sent afterwards is never left alone. */
  calledAt: number;
}

export interface ProcessorStart {
  /** The savepoint that the job goes on from. */
  savepoint?: string;
  /** Where the job begins; without it where the savepoint, or its group, says. */
  startingOffsets?: { topic: string; partition: number; offset: number }[];
  /** Says where that is. */
  sentence: string;
}

/**
 * A job goes on from its savepoint, or from the offsets that its group has committed. The first one begins with what is
 * sent from now on: older messages are another run's, whose results stand in the output topics already.
 */
export async function whereToBegin(kafka: Kafka, beginning: Beginning): Promise<ProcessorStart> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await startOf(admin, beginning);
  } finally {
    await admin.disconnect();
  }
}

async function startOf(admin: Admin, beginning: Beginning): Promise<ProcessorStart> {
  const { from, command, topics, groupId, savepoint, calledAt } = beginning;
  const where = topics.join(' and ');
  const first = await beginningOf(admin, topics);
  const end = await endOf(admin, topics);
  const committed = await committedOf(admin, groupId, topics);
  if (from === 'beginning') {
    const all = end.distanceFrom(first);
    return {
      startingOffsets: first.toNumbers(),
      sentence: `The job begins at the beginning of ${where}, with ${counted(all, 'message')} that ${areThere(all)} already.`,
    };
  }
  if (from === 'last' && savepoint !== undefined) {
    // How many those are stands in the savepoint: what the group has committed may lie further back.
    const since = `What was sent since then comes first; "${command} from=now" leaves it alone.`;
    return { savepoint, sentence: `The job goes on where the last one stopped. ${since}` };
  }
  if (from === 'last' && committed.list().length > 0) {
    const waiting = end.distanceFrom(first.orLater(committed));
    const since = `It first reads ${counted(waiting, 'message')} that came since then; "${command} from=now" leaves them alone.`;
    return { sentence: `The job goes on where the last one stopped.${waiting > 0 ? ` ${since}` : ''}` };
  }
  const start = await sentSince(admin, topics, calledAt, end);
  const older = start.distanceFrom(first);
  const left = `${counted(older, 'older message')} of ${where} ${areLeft(older)} alone; "${command} from=beginning" reads them, too.`;
  return {
    startingOffsets: start.toNumbers(),
    sentence: `The job begins with what is sent from now on.${older > 0 ? ` ${left}` : ''}`,
  };
}

const areThere = (messages: number) => (messages === 1 ? 'is there' : 'are there');
const areLeft = (messages: number) => (messages === 1 ? 'is left' : 'are left');
