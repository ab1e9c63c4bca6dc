import { expect, it } from 'vitest';
import { FlinkRest } from '../../src/cluster/rest.js';
import { requireFreeTransactions } from '../../src/cluster/transactions.js';
import type { Plan } from '../../src/plan/plan.js';
import { answering } from './answering.js';

const SINK = { bootstrapServers: '127.0.0.1:9092', transactionalIdPrefix: 'orders' };
const plan = {
  job: 'mine',
  nodes: [{ op: 'kafkaSink', name: 'out', params: { ...SINK, deliveryGuarantee: 'EXACTLY_ONCE' } }],
} as unknown as Plan;

const job = (duration: number, sinceChange: number) => ({
  jid: 'a'.repeat(32),
  name: 'theirs',
  state: 'RUNNING',
  'start-time': 1000,
  duration,
  'last-modification': 1000 + duration - sinceChange,
});
const configOf = (parameters: object) => ({ 'execution-config': { 'user-config': parameters } });

async function require(theirs: object, configs: readonly object[]): Promise<void> {
  const flink = await answering((request, before) => [
    200,
    request.endsWith('/config') ? (configs[Math.min(before, configs.length - 1)] ?? {}) : { jobs: [theirs] },
  ]);
  await requireFreeTransactions(new FlinkRest(flink.url, { reconnectMs: 0 }), plan);
}

it('what Flink knew of a job before it had read it is not taken for the truth', async () => {
  const owned = configOf({ 'kafka-transactions': JSON.stringify([SINK]) });
  await expect(require(job(900, 300), [configOf({}), configOf({}), owned])).rejects.toThrow(
    'and so does job theirs (aaaaaaaa), which has not ended',
  );
});

it.each([
  ['that has not changed for a while', job(50_000, 6000)],
  ['that restarts again and again', job(500_000, 10)],
])("another's job %s holds nobody up", async (_, theirs) => {
  await expect(require(theirs, [configOf({})])).resolves.toBeUndefined();
});
