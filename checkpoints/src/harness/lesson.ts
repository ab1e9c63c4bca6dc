/** What a lesson's checkpoint.test.ts is written with: `lesson` once, then a ladder of tasks. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { ServiceName, Settings } from '@workbook/services';
import { afterAll, beforeAll, test } from 'vitest';
import { lockBuiltins } from './builtins.js';
import { compute, refused, start, type Watch, work } from './calls.js';
import { type Commission, nextOrder, takeCommission } from './events.js';
import { FlinkLab } from './flink-lab.js';
import { Floating, SETTLING_MS } from './floating.js';
import { KafkaLab, type LessonTopic } from './kafka-lab.js';
import { adviceFor, fail, mistakeOf, TaskMistake, thrownMistake } from './mistakes.js';
import { Random } from './random.js';
import { hearReads } from './reads.js';
import { Strays } from './strays.js';
import { TopicsInMaking } from './topics-in-making.js';
import { Wire } from './wire.js';

export interface LessonOptions {
  /** The services that live tasks use. A lesson that needs only Kafka does not wait for Flink. */
  needs: readonly ServiceName[];
  /** Created for each run under names of its own: `kafka.topic(name)`. */
  topics?: Readonly<Record<string, LessonTopic>>;
  /** One piece of advice for each mistake that a task can find, by the mistake's id. */
  advice: Readonly<Record<string, string>>;
}

export interface TaskOptions {
  /** How long the task may take, in ms. Default 60 000, for a pure task 10 000. It ends what hangs, and must not hurry a slow laptop. */
  deadlineMs?: number;
  /** Tried in process, before and without any service. */
  pure?: boolean;
}

/** What a task works with. `Work` is the type of the lesson's solution. */
export interface TaskContext<Work> {
  /** The learner's exports. */
  work: Work;
  /** Draws fixtures; the check prints its seed. */
  random: Random;
  kafka: KafkaLab;
  flink: FlinkLab;
  wire: Wire;
  /** Calls a function that computes. */
  compute: typeof compute;
  /** Calls a function that starts something which goes on, such as a consumer: awaits it, and lets it stay connected. */
  start: <T>(name: string, call: () => Promise<T>) => Promise<T>;
  /**
   * Calls a function that talks to Kafka: awaits it, and refuses open connections and forgotten awaits.
   *
   * @param follow looks at the promise as soon as it is there: for what must hold when the function ends
   */
  run: <T, R = T>(name: string, call: () => Promise<T>, follow?: (promise: Promise<T>) => Promise<R>) => Promise<R>;
  /** Calls such a function where it can't succeed: refuses a swallowed error, too. */
  refused: (name: string, call: () => Promise<unknown>) => Promise<void>;
}

export interface LessonTasks<Work> {
  task(title: string, options: TaskOptions, body: (context: TaskContext<Work>) => Promise<void> | void): void;
}

/** Loading the learner's module is not a task, but it can hang like one. */
const LOADING = -1;
const LOADING_MS = 15_000;
/** Longer than kafkajs tries a call again whose connection is gone. */
const ENDING_MS = 2_000;
/** vitest's own deadlines must never be the first. */
const NEVER_MS = 30 * 60_000;

export function lesson<Work>(options: LessonOptions): LessonTasks<Work> {
  process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
  const { task: order, tell } = takeCommission();
  const { checkpointFile, file, patient, untilMistake, seed, settings, run } = order;
  const strays = new Strays(run, (stray) => tell({ type: 'stray', ...stray }));
  const making = new TopicsInMaking(run);
  const wire = new Wire(kafkaPorts(settings), {
    asked({ api, topics = [] }) {
      if (api === 'CreateTopics') making.begin(topics);
    },
    answered(request) {
      making.end(request.topics ?? []);
      strays.see(request);
    },
  });
  const kafka = new KafkaLab(settings, run, making, options.topics ?? {});
  const flink = new FlinkLab(settings, run, file);
  const titles: string[] = [];
  const floating = new Floating();
  const watch: Watch = { file, wire, calls: kafka.calls, floating };
  let learned: Work | undefined;
  let failed = false;
  let outcomes = 0;
  let ready: Promise<void> | undefined;

  beforeAll(async () => {
    tell({ type: 'tasks', titles });
    process.on('unhandledRejection', (reason) => floating.hear(reason));
    wire.install();
    ready = prepare(options.needs, tell, kafka, wire, strays);
    ready.catch(() => undefined);
    const solution = path.join(path.dirname(checkpointFile), 'solution.ts');
    if (file !== solution) hearReads(solution, () => tell({ type: 'solution-used' }));
    lockBuiltins();
    if (options.needs.includes('jobmanager')) flink.bundleAhead();
    tell({ type: 'task-started', task: LOADING, deadlineMs: patient ? NEVER_MS : LOADING_MS });
    try {
      learned = (await import(pathToFileURL(file).href)) as Work;
      tell({ type: 'loaded' });
    } catch (error) {
      const mistake = thrownMistake(error, file);
      tell({ type: 'broken', mistake: { ...mistake, advice: adviceFor(mistake.id, options.advice) } });
      throw error;
    }
  }, NEVER_MS);

  afterAll(async () => {
    // A mistake in the checkpoint file itself leaves a task without an outcome; vitest tells it at the end.
    if (outcomes === titles.length || (failed && untilMistake)) tell({ type: 'graded' });
    wire.clear();
    await Promise.all([kafka.close(), flink.close()]);
  }, NEVER_MS);

  return {
    task(title, { pure = false, deadlineMs: usualMs = pure ? 10_000 : 60_000 }, body) {
      const deadlineMs = patient ? NEVER_MS : usualMs;
      const number = titles.push(title) - 1;
      test(
        title,
        async () => {
          if (failed && untilMistake) return;
          if (!pure) await ready;
          // What earlier tasks left running must not disturb this one.
          for (const clientId of kafka.clientIds) wire.sever(clientId);
          await kafka.expelClients(strays.groups);
          wire.clear();
          // What a failed task left fails by that, with nobody waiting for it: not in this task's time.
          if (failed) await allEnded(kafka);
          kafka.calls.clear();
          floating.clear();
          tell({ type: 'task-started', task: number, deadlineMs });
          const began = performance.now();
          const context: TaskContext<Work> = {
            work: learned as Work,
            random: new Random(seed + number),
            kafka,
            flink,
            wire,
            compute,
            start: (name, call) => start(name, call, watch),
            run: (name, call, follow) => work(name, call, watch, follow),
            refused: (name, call) => refused(name, call, watch),
          };
          try {
            await floating.settled(inTime(deadlineMs, wire, async () => body(context)));
            tell({ type: 'task-passed', task: number, elapsedMs: performance.now() - began });
            outcomes++;
          } catch (error) {
            failed = true;
            const mistake = mistakeOf(error, file, (thrown) => kafka.calls.siteOf(thrown));
            const advice = adviceFor(mistake.id, options.advice);
            if (!advice && error instanceof TaskMistake)
              throw new Error(`The lesson has no advice for "${mistake.id}".`);
            tell({
              type: 'task-failed',
              task: number,
              elapsedMs: performance.now() - began,
              mistake: { ...mistake, advice },
            });
            outcomes++;
          }
        },
        NEVER_MS,
      );
    },
  };
}

/** Waits until the calls of severed clients have failed; what waits for a handle that never ends, does not. */
async function allEnded(kafka: KafkaLab): Promise<void> {
  await kafka.waitFor(async () => kafka.calls.open.every(({ ended }) => ended), ENDING_MS);
  await delay(SETTLING_MS);
}

/** Waits for the services, which the command starts where they don't run, and opens what live tasks use. */
async function prepare(
  needs: readonly ServiceName[],
  tell: Commission['tell'],
  kafka: KafkaLab,
  wire: Wire,
  strays: Strays,
): Promise<void> {
  if (needs.length === 0) return;
  const servicesReady = nextOrder('services-ready');
  tell({ type: 'needs', services: [...needs] });
  await servicesReady;
  await kafka.open();
  const [ports, groups] = await Promise.all([kafka.brokerPorts(), kafka.groups()]);
  wire.addPorts(ports);
  strays.leaveAlone(groups);
}

async function inTime(deadlineMs: number, wire: Wire, body: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  const deadline = async () => {
    await delay(deadlineMs, undefined, { signal: done.signal });
    fail('no-answer', {
      message: `No answer in ${deadlineMs / 1000} s; last seen on the wire: ${lastSeen(wire)}.`,
    });
  };
  const working = body();
  try {
    await Promise.race([working, deadline()]);
  } finally {
    done.abort();
    working.catch(() => undefined);
  }
}

function lastSeen(wire: Wire): string {
  const last = wire.requests.at(-1);
  if (!last) return 'no request to Kafka';
  return `${/^[aeio]/i.test(last.api) ? 'an' : 'a'} ${last.api} request, ${last.answered ? 'answered' : 'not answered'} (${wire.requests.length} in all)`;
}

function kafkaPorts(settings: Settings): Set<number> {
  return new Set(settings.kafka.bootstrapServers.map((address) => Number(address.slice(address.lastIndexOf(':') + 1))));
}
