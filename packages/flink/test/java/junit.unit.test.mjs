/** The runner's Java without a cluster: each JUnit test of `runner/test`, under its own name. */
import { expect, it } from 'vitest';
import { runJUnit } from './junit.mjs';

for (const { name, failure } of await runJUnit()) it(name, () => expect(failure).toBeNull());
