/**
 * Names a side output and the type of its records. Two tags with the same id are the same side output.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/side_output/
 */
import { spelled } from './spelled.js';
export class OutputTag<T> {
  /** Only for the compiler: a tag of one type is no tag of another. */
  declare readonly recordType: (record: T) => T;

  /** @throws TypeError if the id is empty or starts with two underscores, which are ours. */
  constructor(readonly id: string) {
    if (typeof id !== 'string' || id === '' || id.startsWith('__')) {
      throw new TypeError(
        `new OutputTag(${spelled(id)}): an id is expected that is not empty and does not start with "__"`,
      );
    }
  }
}
