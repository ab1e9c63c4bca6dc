import { defineJob, KafkaSink } from '@workbook/flink';

/** Builds one graph in Node and another one on the cluster. */
export default defineJob<{ broker: string; output: string }>('other-graph', (env, { broker, output }) => {
  const onCluster = 'Graal' in globalThis;
  env
    .fromData(1)
    .map((n) => n)
    .name(onCluster ? 'cluster' : 'node')
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: output }));
});
