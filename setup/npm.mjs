// The npm packages: installed from package-lock.json, and only when what is there differs from it.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
import { downloadProblem } from './network.mjs';
import { Problem } from './problem.mjs';

/** Three more attempts, 2, 4 and 8 s apart: without a network npm's own patience would last over a minute. */
const PATIENCE = ['--fetch-retries=3', '--fetch-retry-factor=2', '--fetch-retry-mintimeout=2000'];
const ARGUMENTS = [
  ...['ci', '--ignore-scripts', '--include=dev', '--include=optional'],
  ...['--no-audit', '--no-fund', '--loglevel=error', ...PATIENCE],
];

/** npm's own list of what it installed. It writes it last, so without it node_modules is half made. */
const INSTALLED = join('node_modules', '.package-lock.json');

/** Whether node_modules holds what the lock asks for on this machine. */
export async function hasNpmPackages(root) {
  const wanted = await readPackages(join(root, 'package-lock.json'));
  const present = await readPackages(join(root, INSTALLED));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !path.startsWith('node_modules/')) return true;
    const installed = present[path];
    if (installed === undefined) return isOptionalHere(entry);
    const same = installed.version === entry.version && installed.integrity === entry.integrity;
    return same && existsSync(join(root, path, 'package.json'));
  });
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Packages with binaries exist once per platform; only the one for this platform is wanted. */
function isOptionalHere({ optional = false, os, cpu, libc }) {
  if (!optional) return false;
  const forThisMachine = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc?.includes('musl');
  return !forThisMachine;
}

/**
 * Installs the packages with npm itself, so that the learner's registry, mirror and proxy settings hold. Packages' own
 * install scripts don't run: none is needed.
 */
export async function installNpmPackages(root) {
  const [program, first] = npmProgram();
  // Before npm removes the packages one by one: an installation that is cut off must not look like the one before it.
  await rm(join(root, INSTALLED), { force: true });
  const { code, stderr, stdout } = await run(program, [...first, ...ARGUMENTS], { cwd: root, lifeline: true });
  if (code === 0) return;
  const output = `${stdout}\n${stderr}`;
  if (/^spawn npm ENOENT$/m.test(output)) throw noNpm();
  if (/EUSAGE/.test(output)) {
    throw new Problem(
      'package.json and package-lock.json do not fit together.',
      'Put both back as they were (git checkout package.json package-lock.json), or run npm install if you changed package.json yourself.',
      output
        .match(/^npm error (Missing|Invalid):.*$/gm)
        ?.slice(0, 6)
        .join('\n'),
    );
  }
  throw downloadProblem('The npm packages', output);
}

/**
 * Asks the registry for the advisories about the packages of the lock.
 *
 * @returns npm's report, or its error: https://docs.npmjs.com/cli/commands/npm-audit
 */
export async function auditNpmPackages(root) {
  const [program, first] = npmProgram();
  const { stdout, stderr } = await run(program, [...first, 'audit', '--json'], { cwd: root }).catch((error) => {
    throw error.code === 'ENOENT' ? noNpm() : error;
  });
  try {
    return JSON.parse(stdout);
  } catch {
    throw downloadProblem('The advisories', `${stdout}\n${stderr}`);
  }
}

function npmProgram() {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.c?js$/.test(script) ? [process.execPath, [script]] : ['npm', []];
}

function noNpm() {
  return new Problem('npm was not found on the PATH.', 'Install Node with npm, then run npm start again.');
}
