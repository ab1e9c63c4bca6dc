// Where things live: this clone, its state, and the downloads that all clones share.
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The lock file that names every jar, and the pinned Python packages that fetch them and bring the JRE. */
export const jarsLock = join(root, 'packages', 'services', 'jars.lock');
export const requirements = join(root, 'packages', 'services', 'requirements.txt');

/** The pinned Python packages of JupyterLab, and the link to where they are installed, which also VS Code looks for. */
export const jupyterRequirements = join(root, 'setup', 'requirements-jupyter.txt');
export const jupyterLink = join(root, '.venv');

/** The pinned Python package that brings ffmpeg. */
export const ffmpegRequirements = join(root, 'setup', 'requirements-ffmpeg.txt');

/** The folder of the shared downloads: `WORKBOOK_CACHE`, or this system's place for a user's caches. */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env.WORKBOOK_CACHE) return resolve(env.WORKBOOK_CACHE);
  return join(userCaches(env, platform), 'kafka-flink-workbook');
}

function userCaches(env, platform) {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

/** The folder of one instance's state (pids, logs, data): `WORKBOOK_HOME`, or `.workbook` in this clone. */
export function stateFolder(env = process.env) {
  return env.WORKBOOK_HOME ? resolve(env.WORKBOOK_HOME) : join(root, '.workbook');
}

/** A path as a person would write it: relative to where they are, or with `~` for their home folder. */
export function friendlyPath(path) {
  const near = relative(process.cwd(), path);
  if (near && !near.startsWith('..')) return near;
  const home = homedir();
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
