/** Kafka, a filter, a map and Kafka again, in TypeScript and in Java: node --import tsx bench/etl.ts [--records 250000] [--runs 5] */
import { measure } from './measure.js';
import { Arena } from './native/twins.js';

await measure('From Kafka through a filter and a map to Kafka', async (scope) => {
  const arena = await Arena.open(scope);
  return arena.compareWithJava('Kafka → filter + map → Kafka', 0.4, { file: 'etl.ts', javaClass: 'EtlJob' });
});
