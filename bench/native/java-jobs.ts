/** The jobs' Java twins: compiled together, packed with Jackson, and handed to Flink over REST. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FlinkClient, FlinkRest, type JobHandle } from '@workbook/flink';
import { classPath, jarFiles, javaProgram, type Settings } from '@workbook/services';
import { unzipSync, zipSync } from 'fflate';

const SOURCES = path.join(path.dirname(fileURLToPath(import.meta.url)), 'src', 'workbook', 'bench');
const PACKAGE = 'workbook.bench';

export class JavaJobs {
  private constructor(
    private readonly settings: Settings,
    private readonly jar: Uint8Array<ArrayBuffer>,
  ) {}

  /** Compiles the jobs into `folder` with ecj, the compiler that also builds the workbook's own runner. */
  static async build(settings: Settings, folder: string): Promise<JavaJobs> {
    const classes = path.join(folder, 'classes');
    await mkdir(classes, { recursive: true });
    const jackson = jarFiles(settings, 'kafka').filter((jar) => /jackson-(annotations|core|databind)-/.test(jar));
    const libraries = [classPath(settings, 'flink'), ...jackson].join(path.delimiter);
    const sources = (await readdir(SOURCES)).map((name) => path.join(SOURCES, name));
    const ecj = ['-jar', ...jarFiles(settings, 'tools'), '-source', '17', '-target', '17', '-warn:none'];
    await promisify(execFile)(javaProgram(settings), [...ecj, '-cp', libraries, '-d', classes, ...sources]);
    return new JavaJobs(settings, await pack(classes, jackson));
  }

  /** Submits the job of this class with the arguments of its `main`. */
  async submit(className: string, args: readonly (string | number | boolean)[]): Promise<JobHandle> {
    const form = new FormData();
    form.append('jarfile', new Blob([this.jar]), 'bench-in-java.jar');
    const rest = new FlinkRest(this.settings.flink.url, { reconnectMs: 0 });
    const { filename } = await rest.post<{ filename: string }>('/jars/upload', form);
    const route = `/jars/${encodeURIComponent(filename.split('/').at(-1) ?? '')}`;
    const request = { entryClass: `${PACKAGE}.${className}`, programArgsList: args.map(String) };
    const { jobid } = await rest.post<{ jobid: string }>(`${route}/run`, request);
    await rest.delete(route);
    return new FlinkClient(rest).job(jobid);
  }
}

/** One jar with the jobs' classes and Jackson's, as Flink users build theirs. */
async function pack(classes: string, libraries: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const entries: Record<string, Uint8Array> = {};
  for (const library of libraries) {
    const wanted = ({ name }: { name: string }) => name.endsWith('.class') && !name.startsWith('META-INF/');
    Object.assign(entries, unzipSync(await readFile(library), { filter: wanted }));
  }
  for (const file of await readdir(classes, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const absolute = path.join(file.parentPath, file.name);
    entries[path.relative(classes, absolute).split(path.sep).join('/')] = await readFile(absolute);
  }
  return zipSync(entries, { level: 0 }) as Uint8Array<ArrayBuffer>;
}
