import type { JobHandle } from '@workbook/flink';
import { type IncomingRecord, type Live, PATIENT } from '../harness.js';

/** All that a bounded job has written to a topic of one partition, once the job has finished. */
export async function resultsOf(live: Live, job: JobHandle, topic: string): Promise<IncomingRecord[]> {
  await job.waitFor('FINISHED', PATIENT);
  await live.produce(topic, [{ value: 'nothing after this' }]);
  const records = await live.consume(topic, (all) => all.at(-1)?.value === 'nothing after this');
  return records.slice(0, -1);
}
