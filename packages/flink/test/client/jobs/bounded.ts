import { defineJob, KafkaSink } from '@workbook/flink';

/** Ends by itself. */
export default defineJob<{ broker: string; output: string }>('bounded', (env, { broker, output }) => {
  env
    .fromData({ n: 1 }, { n: 2 }, { n: 3 })
    .filter(({ n }) => {
      console.log(`seen ${n}`);
      return n !== 2;
    })
    .name('odd')
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: output }));
});
