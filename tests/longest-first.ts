/** The order of test files: those that take longest begin, so that no lane waits for the other's last one. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By the ends of their names, longest first. What is not here follows, the larger files first, as in vitest itself. */
const LONGEST = [
  'checkpoints/test/gate.live.test.ts',
  'notebooks/test/notebooks.live.test.ts',
  // Mostly waiting, while the next one keeps the processors busy.
  'packages/flink/test/semantics/exactly-once.live.test.ts',
  'packages/services/test/services.live.test.ts',
  'pipelines/transactions/test/outages.live.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((end) => moduleId.endsWith(end));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
