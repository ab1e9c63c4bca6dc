/** A script that submits a job of its own: node --import tsx trim.ts BROKER TOPIC NAME… */
import { KafkaSink, submit } from '@workbook/flink';

const [bootstrapServers = '', topic = '', ...names] = process.argv.slice(2);

try {
  await submit(
    'trim',
    (env, args: { bootstrapServers: string; topic: string; names: (string | null)[] }) => {
      env
        .fromData(...args.names.map((name) => ({ name })))
        .map(({ name }: { name: string | null }) => {
          console.log(`trimming ${name}`);
          return { name: name?.toUpperCase().trim() ?? missing() };
        })
        .name('trim')
        .sinkTo(new KafkaSink(args));

      function missing(): string {
        throw new RangeError('There is no name.');
      }
    },
    { args: { bootstrapServers, topic, names: names.map((name) => (name === '-' ? null : name)) } },
    (job) => job.waitFor('FINISHED', { timeoutMs: 180_000 }),
  );
  console.log('finished');
} catch (error) {
  console.log((error as Error).message);
}
