/**
 * Topics and consumer groups that the learner's code makes under names that the run does not own: a misspelt topic, a group
 * with a fixed name. They are recorded beside the run as soon as they exist, so that whoever ends or sweeps the run can
 * remove them; what was there before, or what others made, is never recorded.
 */
import { type Run, recordStrays, type Stray } from '../grading/run.js';
import type { WireRequest } from './conversation.js';

export class Strays {
  readonly #found = new Map<string, Stray>();
  readonly #groupsBefore = new Set<string>();

  /** @param onFound hears of each as it is made */
  constructor(
    private readonly run: Run,
    private readonly onFound: (stray: Stray) => void,
  ) {}

  /** These groups belong to others. */
  leaveAlone(groups: Iterable<string>): void {
    for (const group of groups) this.#groupsBefore.add(group);
  }

  /** The consumer groups among them. */
  get groups(): string[] {
    return [...this.#found.values()].filter(({ kind }) => kind === 'group').map(({ name }) => name);
  }

  /** Looks at a request that the broker has answered. */
  see({ api, topics = [], created = [], group }: WireRequest): void {
    for (const name of created) this.#add({ kind: 'topic', name });
    if (api === 'JoinGroup' && group !== undefined && !this.#groupsBefore.has(group)) {
      this.#add({ kind: 'group', name: group });
    }
    // The name is free from now on: a topic that gets it later may be somebody else's.
    if (api === 'DeleteTopics') for (const name of topics) this.#remove({ kind: 'topic', name });
  }

  #add(stray: Stray): void {
    if (stray.name.startsWith(this.run.id) || this.#found.has(keyOf(stray))) return;
    this.#found.set(keyOf(stray), stray);
    recordStrays(this.run, [...this.#found.values()]);
    this.onFound(stray);
  }

  #remove(stray: Stray): void {
    if (this.#found.delete(keyOf(stray))) recordStrays(this.run, [...this.#found.values()]);
  }
}

const keyOf = ({ kind, name }: Stray) => `${kind} ${name}`;
