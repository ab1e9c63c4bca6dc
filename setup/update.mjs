// npm run update: brings the newest version of the workbook, and keeps what the learner wrote. Nothing is merged: a file
// is the learner's or the new one, and both are there afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { interrupted } from './child.mjs';
import { git, tryGit, withoutSecrets } from './git.mjs';
import { friendlyPath, root, stateFolder } from './places.mjs';
import { Problem } from './problem.mjs';
import { painter } from './steps.mjs';
import { applyUpdate, backUp, planUpdate } from './update-files.mjs';

const HELP = `Usage: npm run update

Fetches the newest version of the workbook with git. Starters and notebooks that you have not changed are replaced. One
that you have changed stays as it is, and its new version is laid beside it: starter.new.ts, lesson.new.ipynb. Any other
file that both sides have changed is replaced. Everything that you had changed is copied to .workbook/kept first.

Examples:
  npm run update
  npm run update json  prints the result as JSON, for tools
`;

/** States in which git waits for the person to finish something. */
const UNFINISHED = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG'];
const IDENTITY = { GIT_AUTHOR_NAME: 'npm run update', GIT_AUTHOR_EMAIL: 'update@workbook.invalid' };

/** @param {string[]} args the words after `npm run update` */
export async function update(args) {
  const words = args.map((word) => word.replace(/^--/, ''));
  const unknown = words.find((word) => !['help', 'json'].includes(word));
  if (unknown) throw new Problem(`"${unknown}" means nothing here.`, '"npm run update help" says what is possible.');
  if (words.includes('help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const json = words.includes('json') || process.env.npm_config_json === 'true';
  const source = await findSource();
  const head = await git(['rev-parse', 'HEAD']);
  const next = await fetchNext(source);
  const base = await commonBase(head, next, source);
  if (base === next) {
    process.stdout.write(json ? '{"updated":false}\n' : `You have the newest version of ${source.address}.\n`);
    return 0;
  }
  const plan = await planUpdate(base, next);
  const kept = await backUp(plan, head);
  await applyUpdate(plan, await mergedHead(head, base, next));
  const result = { updated: true, from: head, to: next, kept, ...plan.result };
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else tell(result, source);
  return await prepareAgain(json);
}

/** Where new versions come from: a remote called `upstream`, or the one that the branch follows. */
async function findSource() {
  const { code, stdout: top } = await tryGit(['rev-parse', '--show-toplevel']);
  if (code !== 0 || realpathSync(top) !== realpathSync(root)) {
    throw new Problem(
      'This folder is no clone: it has no git history of its own, so nothing can be fetched into it.',
      'Clone the workbook into another folder, and copy your starter.ts files and .workbook/progress.json there.',
    );
  }
  const folder = await git(['rev-parse', '--absolute-git-dir']);
  const unfinished = UNFINISHED.find((name) => existsSync(join(folder, name)));
  if (unfinished || (await git(['ls-files', '--unmerged']))) {
    throw new Problem(
      `Git is in the middle of something here (${unfinished ?? 'files with conflicts'}).`,
      'Finish it, or give it up ("git status" says how), and run npm run update again.',
    );
  }
  const { stdout: branch } = await tryGit(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  if (!branch) {
    throw new Problem('No branch is checked out here.', 'Go back to yours, for example: git switch main');
  }
  const remotes = (await git(['remote'])).split('\n').filter(Boolean);
  const setting = async (name) => (await tryGit(['config', `branch.${branch}.${name}`])).stdout;
  const followed = await setting('remote');
  const remote = remotes.find((name) => name === 'upstream') ?? (followed || remotes[0]);
  if (!remote) {
    throw new Problem('This clone does not know where it came from.', 'Tell it: git remote add origin ADDRESS');
  }
  const ref = (remote === followed && (await setting('merge'))) || 'HEAD';
  const { stdout: url } = await tryGit(['remote', 'get-url', remote]);
  return { remote, ref, address: withoutSecrets(url || remote) };
}

async function fetchNext({ remote, ref, address }) {
  const { code, stderr } = await tryGit(['fetch', '--quiet', '--no-tags', remote, ref]);
  if (code === 0) return git(['rev-parse', 'FETCH_HEAD^{commit}']);
  throw new Problem(
    `The new version could not be fetched from ${address}. Is there a network? Nothing was changed.`,
    'Run npm run update again when there is. Git says:',
    stderr.trim(),
  );
}

/** The version that both sides began from. A shallow clone may not reach back so far: then more of it is fetched. */
async function commonBase(head, next, { remote, ref, address }) {
  const common = () => tryGit(['merge-base', head, next]);
  let found = await common();
  if (found.code !== 0 && (await git(['rev-parse', '--is-shallow-repository'])) === 'true') {
    await tryGit(['fetch', '--quiet', '--no-tags', '--unshallow', remote, ref]);
    found = await common();
  }
  if (found.code === 0) return found.stdout;
  throw new Problem(
    `This clone and ${address} have no version in common, so what you changed can't be told from what is new.`,
    'Clone the workbook into another folder, and copy your starter.ts files and .workbook/progress.json there.',
  );
}

/** The commit to stand on: the new one, or with commits of the learner's, one that has both as its parents. */
async function mergedHead(head, base, next) {
  if (head === base) return next;
  const { code } = await tryGit(['config', 'user.email']);
  const env =
    code === 0
      ? {}
      : { ...IDENTITY, GIT_COMMITTER_NAME: 'npm run update', GIT_COMMITTER_EMAIL: 'update@workbook.invalid' };
  const message = 'Update the workbook; own changes are in the working tree';
  return git(['commit-tree', `${next}^{tree}`, '-p', head, '-p', next, '-m', message], { env });
}

function tell({ replaced, beside, overwritten, kept }, { address }) {
  const out = process.stdout;
  const paint = painter(out);
  const list = (lines) => lines.map((line) => `  ${line}\n`).join('');
  out.write(`${paint('green', '✓')} The workbook is up to date with ${address}: ${replaced} files are new.\n`);
  if (kept) out.write(`\nA copy of what you had changed is in ${friendlyPath(kept)}\n`);
  if (beside.length > 0) {
    out.write(`\n${paint('bold', 'Yours stay, and the new ones lie beside them:')}\n`);
    out.write(list(beside.map(({ file, next }) => `${file}  (new: ${next})`)));
  }
  if (overwritten.length > 0) {
    out.write(`\n${paint('bold', 'Changed by you and in the new version; the new ones are in place:')}\n`);
    out.write(list(overwritten));
  }
  if (hasStarted()) {
    out.write(
      `\n${paint('bold', 'What runs here goes on as it was before.')} When it suits you, npm start brings it up to date: it starts\n`,
    );
    out.write(
      'the console and what else has changed anew. Where that is Flink, its jobs end: "npm run flink list" shows them. In an\n',
    );
    out.write('open notebook: Kernel, Restart Kernel.\n');
  }
}

/** Whether something of this workbook was started, and not stopped since. */
function hasStarted() {
  const records = join(stateFolder(), 'pids');
  return existsSync(records) && readdirSync(records).some((name) => name.endsWith('.pid'));
}

/** What the new version needs: packages, compiled code. A clone that was never set up waits for its first npm start. */
async function prepareAgain(json) {
  if (!existsSync(join(root, 'node_modules'))) {
    if (!json) process.stdout.write('\nNext: npm start\n');
    return 0;
  }
  const stdio = json ? ['ignore', process.stderr, 'inherit'] : ['ignore', 'inherit', 'inherit'];
  const child = spawn(process.execPath, [join(root, 'setup.mjs'), 'prepare'], { cwd: root, stdio, detached: true });
  const pass = () => child.kill('SIGTERM');
  interrupted.addEventListener('abort', pass);
  const [code] = await once(child, 'close');
  interrupted.throwIfAborted();
  if (code !== 0) process.stderr.write('\nThe new version is here, and not yet set up: npm start goes on from here.\n');
  return code ?? 1;
}
