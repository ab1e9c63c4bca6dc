import { kill, up } from '@workbook/services';
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';
import { gate, TestService } from './service.js';

const live = useLive();

test('questions in flight are part of a checkpoint: a killed TaskManager loses none of them', async () => {
  const [input, out] = await live.topics('questions', 'answers');
  const held = gate();
  const service = await TestService.start(async ({ json }) => {
    await held.opened;
    return { body: { value: json.n * 2 } };
  });
  const questions = Array.from({ length: 40 }, (_, n) => ({ value: { n } }));
  await live.produce(input, questions);
  const args = { broker: live.broker, in: input, out, url: service.url, ordered: true, checkpointMs: 200 };
  const job = await live.run(fileBeside(import.meta.url, 'jobs/ask.ts'), { args });
  await expect.poll(() => service.asked.length, { interval: 20 }).toBe(40);
  // Two that began after all were asked: the offsets in them are behind all questions.
  const before = await completed(job.id);
  await expect.poll(() => completed(job.id), { interval: 50 }).toBeGreaterThan(before + 1);

  await kill(live.settings, 'taskmanager', 'SIGKILL');
  held.open();
  await up(live.settings);
  const answers = await live.consume(out, 40);
  expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 40 }, (_, n) => ({ n, value: n * 2 })));
  // They were asked again, and not read again from the topic.
  expect(service.asked.length).toBeGreaterThanOrEqual(80);
}, 600_000);

async function completed(jobId: string): Promise<number> {
  const { counts } = await live.rest.get<{ counts: { completed: number } }>(`/jobs/${jobId}/checkpoints`);
  return counts.completed;
}
