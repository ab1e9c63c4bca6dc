/**
 * The run's topics whose creation is under way, by the harness or by the learner's code. A creation that is under way when
 * its process is killed is carried out all the same, maybe after whoever sweeps up has looked which topics there are.
 */
import { type Run, recordTopics } from '../grading/run.js';

export class TopicsInMaking {
  readonly #names = new Set<string>();

  constructor(private readonly run: Run) {}

  /** Before the request goes out. Names that are not the run's own are left alone: the topic may be somebody else's. */
  begin(topics: readonly string[]): void {
    const own = topics.filter((topic) => topic.startsWith(this.run.id));
    for (const topic of own) this.#names.add(topic);
    if (own.length > 0) recordTopics(this.run, [...this.#names]);
  }

  /** Once the broker has answered. */
  end(topics: readonly string[]): void {
    const ended = topics.filter((topic) => this.#names.delete(topic));
    if (ended.length > 0) recordTopics(this.run, [...this.#names]);
  }
}
