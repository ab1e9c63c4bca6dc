import { expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/reused.ts');

it('state that a later function looks at is written to checkpoints, with object reuse too', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  await live.produce(input, [{ value: { key: 'a', sum: 1 } }, { value: { key: 'a', sum: 2 } }]);
  // Committed by a checkpoint, which holds the reduced record.
  await live.consume(output, 2);
  await live.produce(input, [{ value: { key: 'a', sum: 3 } }]);
  expect((await live.consume(output, 3)).map(({ value }) => value)).toEqual([
    { key: 'a', sum: 1, doubled: 2 },
    { key: 'a', sum: 3, doubled: 6 },
    { key: 'a', sum: 6, doubled: 12 },
  ]);
});
