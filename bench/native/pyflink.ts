/** PyFlink from PyPI, in an environment of its own in the cache, and jobs handed to a cluster with it. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FlinkClient, type JobHandle } from '@workbook/flink';
import { jarFiles, javaHome, javaProgram, type Settings } from '@workbook/services';

const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const REQUIREMENTS = path.join(FOLDER, 'requirements-pyflink.txt');
/** The Pythons that the pinned packages are for. */
const PYTHONS = ['python3.11', 'python3.12', 'python3'];
const SUPPORTED = /^3\.1[12]$/;
/** What Flink's client looks into. */
const OPENS = ['java.lang', 'java.util'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);

export class PyFlink {
  private constructor(
    private readonly settings: Settings,
    private readonly python: string,
    /** Where the package is installed, with Flink's own jars. */
    private readonly home: string,
    private readonly conf: string,
  ) {}

  /**
   * Installs PyFlink if it isn't there yet: 300 MB to download, 850 MB on disk.
   *
   * @param folder for the client's configuration
   */
  static async prepare(settings: Settings, folder: string): Promise<PyFlink> {
    const python = path.join(await environment(settings.cache), 'bin', 'python');
    const home = await run(python, ['-c', 'import os, pyflink; print(os.path.dirname(pyflink.__file__))']);
    const conf = path.join(folder, 'pyflink');
    await mkdir(conf, { recursive: true });
    await writeFile(path.join(conf, 'config.yaml'), `rest.address: 127.0.0.1\n`);
    return new PyFlink(settings, python, home.trim(), conf);
  }

  /** Submits a job with Flink's own client, as `flink run` does. Its functions run in Python processes of the TaskManager. */
  async submit(file: string, args: readonly (string | number)[]): Promise<JobHandle> {
    const { host } = new URL(this.settings.flink.url);
    const connectors = jarFiles(this.settings, 'flink').filter((jar) =>
      /flink-(sql-connector-kafka|connector-base)-/.test(jar),
    );
    const client = [...OPENS, '-cp', [path.join(this.home, 'lib', '*'), ...connectors].join(path.delimiter)];
    const job = ['--python', path.join(FOLDER, 'jobs', file), '-pyclientexec', this.python, '-pyexec', this.python];
    const classes = ['flink-table-runtime', 'flink-table-api-java-uber'].flatMap((name) => ['-C', this.#library(name)]);
    const output = await run(
      javaProgram(this.settings),
      [
        ...client,
        'org.apache.flink.client.cli.CliFrontend',
        'run',
        '-d',
        '-m',
        host,
        ...classes,
        ...job,
        ...args.map(String),
      ],
      {
        env: {
          ...process.env,
          JAVA_HOME: javaHome(this.settings),
          FLINK_CONF_DIR: this.conf,
          FLINK_LIB_DIR: path.join(this.home, 'lib'),
          FLINK_OPT_DIR: path.join(this.home, 'opt'),
        },
      },
    );
    const id = /JobID ([0-9a-f]{32})/.exec(output)?.[1];
    if (!id) throw new Error(`PyFlink did not say which job it submitted:\n${output}`);
    return new FlinkClient(this.settings.flink.url).job(id);
  }

  #library(name: string): string {
    return pathToFileURL(path.join(this.home, 'lib', `${name}-2.3.0.jar`)).href;
  }
}

/** The environment with the pinned packages, made once for all clones. */
async function environment(cache: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  const folder = path.join(cache, `bench-pyflink-${digest.slice(0, 12)}`);
  if (existsSync(path.join(folder, 'bin', 'python'))) return folder;
  const python = await findPython();
  console.log('Installing PyFlink: 300 MB to download');
  // Where the set-up keeps unfinished downloads, named as it names them: it removes what a killed process left.
  await mkdir(path.join(cache, 'tmp'), { recursive: true });
  const draft = await mkdtemp(path.join(cache, 'tmp', `${hostname()}-${process.pid}-`));
  try {
    await run(python, ['-m', 'venv', draft]);
    const options = ['--require-hashes', '--no-deps', '--no-input', '--quiet', '--disable-pip-version-check'];
    await run(path.join(draft, 'bin', 'python'), ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS]);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

async function findPython(): Promise<string> {
  for (const name of process.env.WORKBOOK_PYTHON ? [process.env.WORKBOOK_PYTHON] : PYTHONS) {
    const question = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])';
    const version = await run(name, ['-c', question]).catch(() => '');
    if (SUPPORTED.test(version.trim())) return name;
  }
  throw new Error(
    'PyFlink needs Python 3.11 or 3.12 with its venv module, and none was found. Name one: WORKBOOK_PYTHON=/path/to/python3.11',
  );
}

async function run(program: string, args: string[], options: ExecFileOptions = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return stdout;
}
