import { defineJob, KafkaSink } from '@workbook/flink';

type Args = { bootstrapServers: string; output: string; deed: 'loop' | 'memory' };

/** A function that never returns, or one that takes all the memory there is. */
export default defineJob<Args>('trouble', (env, { bootstrapServers, output, deed }) => {
  env
    .fromData({ n: 1 })
    .map(deed === 'loop' ? spin : hoard)
    .name(deed)
    .sinkTo(new KafkaSink({ bootstrapServers, topic: output }));
});

function spin({ n }: { n: number }): { n: number } {
  for (let i = n; ; ) i = (i + 1) % 7;
}

function hoard({ n }: { n: number }): { n: number } {
  for (const hoarded: number[][] = []; ; ) hoarded.push(new Array<number>(10_000).fill(n));
}
