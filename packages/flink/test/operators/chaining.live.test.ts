import { expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();

/** The names of the job's own operators, task by task. */
const OPERATORS = ['numbers', 'malformed', 'double', 'positive', 'results'];

it.each([
  ['as Flink likes', ['numbers + malformed + double + positive + results']],
  ['begin at double', ['double + positive + results', 'numbers + malformed']],
  ['double alone', ['double', 'numbers + malformed', 'positive + results']],
  ['none', ['double', 'malformed', 'numbers', 'positive', 'results']],
])('operators share tasks %s, and malformed records leave the stream all the same', async (chains, tasks) => {
  const [input = '', out = '', malformed = ''] = await live.topics('in', 'out', 'malformed');
  const job = await live.run(fileBeside(import.meta.url, 'jobs/chains.ts'), {
    args: { broker: live.broker, in: input, out, malformed, chains },
  });
  await live.produce(input, [{ value: -1 }, { value: 'no JSON' }, { value: 2 }]);
  expect((await live.consume(out, 1)).map(({ value }) => value)).toEqual([4]);
  expect((await live.consume(malformed, 1)).map(({ value }) => value.value)).toEqual(['no JSON']);
  const { vertices } = await job.status();
  const named = vertices.map(({ name }) => OPERATORS.filter((operator) => name.includes(operator)).join(' + '));
  expect([...new Set(named)].sort()).toEqual(tasks);
});
