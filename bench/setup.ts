/** How long `npm start` takes on a fresh clone of this repository's HEAD: node --import tsx bench/setup.ts */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, seconds, timeFigure } from './figures.js';
import { measure, ownInstance, type Scope } from './measure.js';

const REPOSITORY = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

await measure('A fresh clone', async (scope) => {
  process.env.WORKBOOK_CACHE = path.join(scope.folder, 'cache');
  const { home } = await ownInstance(scope);
  const env = { ...(await freshEnvironment(scope)), WORKBOOK_HOME: home };

  const first = await freshClone(scope, 'first', env);
  const cold = await timeStart(first, 'empty cache', env, scope);
  const again = await timeStart(first, 'once more, services running', env, scope);
  await runProgram('npm', ['stop'], first, env, scope);

  const second = await freshClone(scope, 'second', env);
  const warm = await timeStart(second, 'another clone, warm cache', env, scope);
  await runProgram('npm', ['stop'], second, env, scope);

  return [
    timeFigure('fresh clone, empty cache → npm start done', 90_000, [cold]),
    timeFigure('fresh clone, warm cache → npm start done', 30_000, [warm]),
    timeFigure('npm start again, services running', 3_000, [again]),
  ] satisfies Figure[];
});

async function freshClone(scope: Scope, name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const clone = path.join(scope.folder, name);
  await runProgram('git', ['clone', '--quiet', '--no-hardlinks', REPOSITORY, clone], scope.folder, env, scope);
  return clone;
}

async function timeStart(clone: string, title: string, env: NodeJS.ProcessEnv, scope: Scope): Promise<number> {
  const begin = performance.now();
  const output = await runProgram('npm', ['start'], clone, env, scope);
  const elapsed = performance.now() - begin;
  console.log(`\n${title}: ${seconds(elapsed)}\n${output.trimEnd().replace(/^/gm, '  ')}`);
  return elapsed;
}

/** A machine that has only Node and Python, has downloaded nothing yet, and knows nothing of the npm that runs this. */
async function freshEnvironment(scope: Scope): Promise<NodeJS.ProcessEnv> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|INIT_CWD|JAVA_HOME)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: await pathWithoutJava(scope),
    npm_config_cache: path.join(scope.folder, 'npm'),
    PIP_CACHE_DIR: path.join(scope.folder, 'pip'),
    XDG_CACHE_HOME: path.join(scope.folder, 'xdg'),
    // A Java developer's Maven repository: jars are taken from there, if there is one.
    M2_REPO: path.join(scope.folder, 'm2'),
  };
}

/** A folder with a `java` in it is replaced by one with links to everything else that it holds. */
async function pathWithoutJava(scope: Scope): Promise<string> {
  const folders: string[] = [];
  for (const [index, folder] of (process.env.PATH ?? '').split(path.delimiter).entries()) {
    if (folder.split(path.sep).includes('node_modules')) continue;
    if (!existsSync(path.join(folder, 'java'))) {
      folders.push(folder);
      continue;
    }
    const shadow = path.join(scope.folder, 'programs', String(index));
    await mkdir(shadow, { recursive: true });
    const programs = (await readdir(folder)).filter((name) => !/^java/.test(name));
    await Promise.all(programs.map((name) => symlink(path.join(folder, name), path.join(shadow, name))));
    folders.push(shadow);
  }
  return folders.join(path.delimiter);
}

/** Runs a program to its end. @throws Error with everything it printed, if it fails. */
function runProgram(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  { signal }: Scope,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (text: string) => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const end = () => child.kill('SIGTERM');
    signal.addEventListener('abort', end);
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      if (code === 0) resolve(output);
      else reject(new Error(`"${[program, ...args].join(' ')}" in ${cwd} ended with exit code ${code}:\n${output}`));
    });
  });
}
