/** Which of Flink's jobs read with which group's name, as far as this machine submitted them. */
import { defaultMapsDirectory } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import type { FlinkConnection } from '../flink.js';

interface JobNames {
  jobs: { jid: string; name: string }[];
}

/** Flink that is away is asked again after this time, in ms. */
const PAUSE_MS = 5_000;

export class FlinkGroups {
  readonly #known = new Map<string, readonly string[]>();
  #askAgainAt = 0;

  constructor(
    private readonly flink: FlinkConnection,
    private readonly settings: () => Settings,
  ) {}

  /** Names of jobs by group; empty while Flink does not answer. */
  async read(): Promise<Map<string, string[]>> {
    const groups = new Map<string, string[]>();
    if (performance.now() < this.#askAgainAt) return groups;
    try {
      const { jobs } = await this.flink.get<JobNames>('/jobs/overview');
      for (const { jid, name } of jobs) {
        for (const group of await this.#groupsOf(jid)) {
          const names = groups.get(group) ?? [];
          if (!names.includes(name)) groups.set(group, [...names, name]);
        }
      }
    } catch {
      this.#askAgainAt = performance.now() + PAUSE_MS;
    }
    return groups;
  }

  async #groupsOf(jobId: string): Promise<readonly string[]> {
    const known = this.#known.get(jobId);
    if (known) return known;
    const mapsDirectory = defaultMapsDirectory({ WORKBOOK_HOME: this.settings().home });
    const job = await this.flink.client(mapsDirectory).job(jobId);
    const groups = (job.plan?.nodes ?? []).flatMap((node) => (node.op === 'kafkaSource' ? [node.params.groupId] : []));
    this.#known.set(jobId, groups);
    return groups;
  }
}
