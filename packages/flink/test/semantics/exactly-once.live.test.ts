import { setTimeout as delay } from 'node:timers/promises';
import { kill, up } from '@workbook/services';
import { expect, it } from 'vitest';
import { fileBeside, meanwhile, PATIENT, useLive } from '../harness.js';

const live = useLive();

/** Longer than the minute that a careless sink gives its transactions, after which the broker throws away what they wrote. */
const OUTAGE_MS = 90_000;
const PARTITIONS = 2;
const ACCOUNTS = ['ann', 'bob', 'cem', 'dia'];
const BATCH = 100;
const CLOSING = 1_000_000;

it('kill -9 of the TaskManager, and 90 s without one: each record once and in order, state and timers restored', async () => {
  const [input, output] = await live.topics({ name: 'in', partitions: PARTITIONS }, { name: 'out', partitions: 1 });
  const job = await live.run(fileBeside(import.meta.url, 'jobs/ledger.ts'), {
    args: { broker: live.broker, in: input, out: output, closing: CLOSING },
  });
  let n = 0;
  const produceBatch = async () => {
    const numbers = Array.from({ length: BATCH }, () => n++);
    await live.produce(
      input,
      numbers.flatMap((at) =>
        ACCOUNTS.map((account, i) => ({ partition: i % PARTITIONS, value: { account, n: at, at } })),
      ),
    );
  };

  await produceBatch();
  await live.consume(output, BATCH * ACCOUNTS.length);
  // Killed while records come in: transactions are open, and others wait for the commit of their checkpoint.
  const uncommitted = live.consume(output, BATCH * ACCOUNTS.length + 1, { readUncommitted: true });
  const killed = uncommitted.then(() => kill(live.settings, 'taskmanager', 'SIGKILL'));
  await meanwhile(killed, produceBatch);
  await delay(OUTAGE_MS);
  await up(live.settings);
  await job.waitFor('RUNNING', PATIENT);
  await live.produce(
    input,
    ACCOUNTS.map((account, i) => ({ partition: i % PARTITIONS, value: { account, n: -1, at: CLOSING + 1 } })),
  );

  const records = (
    await live.consume(output, (all) => all.filter((r) => r.value.closed !== undefined).length >= ACCOUNTS.length)
  ).map(({ value }) => value);
  const expected = Array.from({ length: n }, (_, i) => ({ n: i, count: i + 1 }));
  for (const account of ACCOUNTS) {
    const own = records.filter((record) => record.account === account);
    expect(
      own.filter((record) => record.closed === undefined).map(({ n: number, count }) => ({ n: number, count })),
    ).toEqual(expected);
    expect(own.filter((record) => record.closed !== undefined)).toEqual([{ account, closed: n + 1 }]);
  }
}, 600_000);
