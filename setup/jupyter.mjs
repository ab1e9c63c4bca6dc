// JupyterLab for the notebooks: its Python environment, kept in the cache, and its server.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
import { checkDisk, SPACE } from './machine.mjs';
import { lastWords } from './network.mjs';
import { friendlyPath, jupyterLink, jupyterRequirements, root } from './places.mjs';
import { Problem } from './problem.mjs';
import { createEnvironment, environmentPython, findPython } from './python.mjs';
import { loadServices } from './services.mjs';
import { painter } from './steps.mjs';

const KERNEL = join(root, 'notebooks', 'kernel', 'kernelspec');
const START_PAGE = 'notebooks/start-here.ipynb';

/**
 * Sees to it that `.venv` is an environment with JupyterLab and the TypeScript kernel. Its packages are installed once, in
 * the cache, for all clones.
 *
 * @param {string} cache
 * @param {() => Promise<string>} staging the folder for unfinished downloads
 * @param {(progress: string) => void} tell
 * @returns {Promise<string | undefined>} a few words on what was done
 */
export async function prepareJupyter(cache, staging, tell) {
  const folder = join(cache, `jupyter-${await digest()}`);
  const present = existsSync(environmentPython(folder)); // false too when the Python that it was made with is gone
  if (!present) {
    await checkDisk(cache, SPACE.jupyter);
    const python = await findPython();
    tell('32 MB to download');
    const draft = join(await staging(), 'jupyter');
    await createEnvironment(python.program, draft, { file: jupyterRequirements, what: 'JupyterLab' });
    await tryOut(draft);
    await addKernel(draft);
    await moveIntoPlace(draft, folder, join(await staging(), 'broken-jupyter'));
  }
  await addKernel(folder);
  await link(folder);
  return present ? undefined : 'installed';
}

/** Loads everything once: that proves that it works here, and Python keeps it compiled, so that JupyterLab starts faster. */
async function tryOut(folder) {
  const { code, stderr } = await run(environmentPython(folder), ['-c', 'import jupyterlab.labapp, nbclient'], {
    lifeline: true,
  });
  if (code === 0) return;
  throw new Problem('JupyterLab was installed but does not run here.', 'Run npm start again.', lastWords(stderr));
}

async function digest() {
  return createHash('sha256')
    .update(await readFile(jupyterRequirements))
    .digest('hex')
    .slice(0, 12);
}

/** Another clone may have an older kernel's start file; it is the same for all, so the last set-up decides. */
async function addKernel(folder) {
  const place = join(folder, 'share', 'jupyter', 'kernels', 'tslab');
  await mkdir(place, { recursive: true });
  await cp(KERNEL, place, { recursive: true });
}

async function moveIntoPlace(draft, folder, aside) {
  if (existsSync(folder) && !existsSync(environmentPython(folder))) await rename(folder, aside);
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(environmentPython(folder))) throw error; // else another run was faster: one is enough
  }
}

async function link(folder) {
  const present = await lstat(jupyterLink).catch(() => undefined);
  if (present && !present.isSymbolicLink()) {
    throw new Problem(
      `There is a ${friendlyPath(jupyterLink)} that the workbook did not make, where it keeps its own.`,
      'Rename or remove it, then run npm start again.',
    );
  }
  if (present && (await readlink(jupyterLink)) === folder) return;
  await rm(jupyterLink, { force: true });
  await symlink(folder, jupyterLink, 'dir');
}

/** Starts JupyterLab if it doesn't run. Resolves to a few words, or undefined if it ran already. */
export async function startNotebooks() {
  const { readSettings, startJupyter } = await loadServices();
  const { started } = await startJupyter(readSettings(), START_PAGE);
  return started ? 'started JupyterLab' : undefined;
}

/** Stops JupyterLab and its kernels. Resolves to whether it ran. */
export async function stopNotebooks() {
  const { readSettings, stopJupyter } = await loadServices();
  return stopJupyter(readSettings());
}

/**
 * Says what to do next: open the first notebook. It opens by itself where a person is looking on and did not say `no-open`.
 *
 * @param {NodeJS.WriteStream} stream
 * @param {string[]} args of npm start
 */
export async function showFirstNotebook(stream, args, env = process.env) {
  const { notebooksUrl, readSettings } = await loadServices();
  const paint = painter(stream);
  const url = await notebooksUrl(readSettings(), START_PAGE);
  const opens = url && wantsBrowser(stream, args, env) && (await openInBrowser(url));
  if (url)
    stream.write(`${opens ? 'The first notebook opens in your browser:' : 'Next, open'} ${paint('bold', url)}\n`);
  stream.write(`Or watch a whole pipeline at work: ${paint('bold', 'npm run demo')}\n`);
}

/** npm hands `--no-open` over as an empty npm_config_open. */
function wantsBrowser(stream, args, env) {
  if (args.some((arg) => /^(--)?no-open$/.test(arg)) || env.npm_config_open === '') return false;
  if (!stream.isTTY || env.CI || env.SSH_CONNECTION) return false;
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

async function openInBrowser(url) {
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.on('error', () => {});
    return true;
  } catch {
    return false;
  }
}
