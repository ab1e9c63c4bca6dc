/** A keyed process function with state and timers, in TypeScript and in Java: node --import tsx bench/keyed.ts [--records 250000] [--runs 5] */
import { measure } from './measure.js';
import { Arena } from './native/twins.js';

await measure('A keyed process function with state and timers', async (scope) => {
  const arena = await Arena.open(scope);
  return arena.compareWithJava('keyed process function', 0.25, { file: 'keyed.ts', javaClass: 'KeyedJob' });
});
