// The jars of Kafka, Flink, GraalJS and the Java compiler: which are missing, and fetching those.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { downloadProblem, lastWords } from './network.mjs';
import { Problem } from './problem.mjs';
import { downloadEnvironment } from './proxy.mjs';
import { size } from './steps.mjs';
import { findBroken } from './verified.mjs';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'jars.py');

/** The jars that are in several folders of the lock are one file. */
function distinct(jars) {
  return [...new Map(jars.map((jar) => [jar.path, jar])).values()];
}

/**
 * The jars that aren't in `folder`, or aren't what the lock says.
 *
 * @returns {Promise<{missing: object[], damaged: object[]}>}
 */
export function findBrokenJars(jars, folder) {
  return findBroken(distinct(jars), folder);
}

/**
 * Downloads jars into `folder`, each verified and moved into place by itself.
 *
 * @param {{jars: object[], folder: string, python: string, staging: string, tell: (progress: string) => void}} options
 *   python: one that has jgo
 * @returns {Promise<number>} how many bytes arrived
 */
export async function downloadJars({ jars, folder, python, staging, tell }) {
  await mkdir(folder, { recursive: true });
  const input = jars.map((jar) => `${jar.coordinate} ${jar.sha256} ${join(folder, jar.path)}\n`).join('');
  const repository = process.env.WORKBOOK_JAR_REPOSITORY;
  const args = [PROGRAM, staging, ...(repository ? ['--repository', repository.replace(/\/+$/, '')] : [])];
  let bytes = 0;
  let done = 0;
  let failure;
  const onLine = (line) => {
    const event = JSON.parse(line);
    if (event.failed) failure = event;
    else if (event.done) done += 1;
    else bytes += event.bytes;
    tell(`${done} of ${jars.length}, ${size(bytes)}`);
  };
  const pipConfig = await run(python, ['-m', 'pip', 'config', 'list']);
  const env = downloadEnvironment(process.env, pipConfig.stdout);
  const { code, stderr } = await run(python, args, { env, input, onLine });
  if (failure) throw jarProblem(failure, repository);
  if (code !== 0 || done < jars.length) {
    throw new Problem('The jars could not all be downloaded.', 'Run the same command again.', lastWords(stderr));
  }
  return bytes;
}

function jarProblem({ failed, kind, detail }, repository) {
  if (kind === 'checksum') {
    return new Problem(
      `${failed} arrived damaged or changed, several times, and was thrown away: ${detail}.`,
      'A proxy or mirror may change files on their way. Try another network, or name another repository of jars: WORKBOOK_JAR_REPOSITORY=https://… npm start',
    );
  }
  if (kind === 'missing') {
    return new Problem(
      `${failed} is not in the repository of jars${repository ? ` (${repository}, set by WORKBOOK_JAR_REPOSITORY)` : ''}.`,
      'Name a repository that has it: WORKBOOK_JAR_REPOSITORY=https://… npm start',
      detail,
    );
  }
  return downloadProblem(`The jar ${failed}`, detail);
}
