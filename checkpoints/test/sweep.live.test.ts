/** What a killed check leaves behind on the broker. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { openRun, recordTopics, sweep } from '../dist/grading/run.js';
import type { Lesson } from '../dist/lessons/lessons.js';
import { COMMAND, namesOnTheBroker, settings } from './hand-in.js';
import { copyLessons } from './lessons-copy.js';

const ROUNDS = 5;

test('topics whose creation is still under way go as well', async () => {
  const killed = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await killed.connect();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const run = openRun(settings.home);
      const names = ['orders', 'clicks', 'many'].map((name) => `${run.id}-${name}`);
      recordTopics(run, names);
      const creating = killed.createTopics({ waitForLeaders: false, topics: names.map((topic) => ({ topic })) });
      await Promise.all([creating, sweep(settings, run)]);
      await expect.poll(() => namesOnTheBroker((name) => name.startsWith(run.id))).toEqual([]);
    }
  } finally {
    await killed.disconnect();
  }
});

/** Lesson 1, whose createTopic has the command stopped as soon as the request is on its way. */
const STOPS_THE_COMMAND = `import { Socket } from 'node:net';
import type { Kafka } from 'kafkajs';
import * as solution from './solution.js';
export * from './solution.js';
const CREATE_TOPICS = 19;

export async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const write = Socket.prototype.write as (...args: unknown[]) => boolean;
  Socket.prototype.write = function (this: Socket, ...args: unknown[]) {
    const written = write.apply(this, args);
    const [request] = args;
    if (Buffer.isBuffer(request) && request.length > 6 && request.readInt16BE(4) === CREATE_TOPICS) {
      process.kill(process.ppid, 'SIGTERM');
    }
    return written;
  } as never;
  await solution.createTopic(kafka, topic);
}
`;

test('so does the topic that the learner’s code was creating when the check was stopped', {
  timeout: 600_000,
}, async () => {
  const copy = copyLessons(1);
  onTestFinished(copy.remove);
  const [lesson] = copy.lessons as [Lesson];
  writeFileSync(lesson.starter, STOPS_THE_COMMAND);
  for (let round = 0; round < ROUNDS; round++) {
    const child = spawn(process.execPath, [COMMAND, 'lesson-1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, WORKBOOK_LESSONS: copy.folder },
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    await once(child, 'close');
    expect(words).toContain('Stopped. Nothing was recorded.');
    await expect.poll(namesOnTheBroker).toEqual([]);
  }
});
