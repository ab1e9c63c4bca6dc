/** The small jobs of `jobs/`, each with its twin in Java. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlinkClient } from '@workbook/flink';
import type { Figure } from '../figures.js';
import { ownServices, type Scope } from '../measure.js';
import { type Cluster, type Contender, clusterOf, ratioFigures, reuse, takeTurns } from './comparison.js';
import { fillTransactions, type Input } from './input.js';
import { JavaJobs } from './java-jobs.js';
import { OUTPUT } from './jobs/frame.js';
import { RECORDS } from './options.js';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'jobs');

/** `jobs/<file>`, and the class of its twin. */
export interface Twins {
  file: string;
  javaClass: string;
}

/** A cluster, transactions to read, and whoever wants to read them. */
export class Arena {
  private constructor(
    readonly cluster: Cluster,
    readonly input: Input,
    private readonly java: JavaJobs,
    private readonly client: FlinkClient,
  ) {}

  static async open(scope: Scope): Promise<Arena> {
    const input = { topic: 'bench-transactions', records: RECORDS };
    const cluster = clusterOf(await ownServices(scope));
    await fillTransactions(cluster, input, 0);
    const java = await JavaJobs.build(cluster.settings, scope.folder);
    const client = new FlinkClient(cluster.settings.flink.url, { mapsDirectory: path.join(scope.folder, 'maps') });
    return new Arena(cluster, input, java, client);
  }

  typeScript({ file }: Twins, input = this.input): Contender {
    return {
      language: 'TypeScript',
      input,
      submit: (args) => this.client.submit(path.join(FOLDER, file), { args: { ...args }, typeCheck: false }),
    };
  }

  javaTwin({ javaClass }: Twins): Contender {
    return {
      language: 'Java',
      input: this.input,
      submit: ({ bootstrapServers, groupId, input, checkpointIntervalMs, objectReuse }) =>
        this.java.submit(javaClass, [bootstrapServers, groupId, input, OUTPUT, checkpointIntervalMs, objectReuse]),
    };
  }

  /** TypeScript against Java, with object reuse off and on. */
  async compareWithJava(what: string, least: number, twins: Twins): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const objectReuse of [false, true]) {
      const contenders = [this.javaTwin(twins), this.typeScript(twins)] as const;
      const [java, ours] = await takeTurns(this.cluster, [OUTPUT], objectReuse, contenders);
      figures.push(...ratioFigures(`${what} vs the same in Java, ${reuse(objectReuse)}`, least, ours, java));
    }
    return figures;
  }
}
