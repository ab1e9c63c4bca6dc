import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/runaway.ts');

async function submit(deed: string) {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [{ value: { n: 1 } }]);
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output, deed } });
  return { handle, output };
}

it.each([
  ['catch everything', /deed[\s\S]*did not return within 1000 ms/],
  ['match forever', /deed[\s\S]*did not return within 1000 ms/],
  ['loop in the module', /the job's module[\s\S]*did not return within/],
])('is stopped and named: %s', async (deed, sentence) => {
  const { handle } = await submit(deed);
  const { state } = await handle.waitForEnd(PATIENT);
  expect(state).toBe('FAILED');
  expect((await handle.failure())?.message).toMatch(sentence);
});

it('after all of that the cluster runs the next job, and its console reaches the submitter', async () => {
  const { handle, output } = await submit('pass');
  expect((await live.consume(output, 1))[0]?.value).toEqual({ n: 1 });
  const lines: string[] = [];
  for await (const line of handle.logs()) {
    lines.push(`${line.level} ${line.operator}#${line.subtask}: ${line.text}`);
    break;
  }
  expect(lines).toEqual(['log deed#0: saw {"n":1}']);
});
