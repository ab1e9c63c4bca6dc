// What an update does to each file: replaces it, lays the new one beside it, or leaves it alone.
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { git, paths, tryGit } from './git.mjs';
import { root, stateFolder } from './places.mjs';

/** Files that learners write in. */
const LEARNERS = /^(?:lessons\/[^/]+\/starter\.ts|(?:lessons|notebooks)\/(?:.*\/)?[^/]+\.ipynb)$/;

/**
 * Finds out what both sides changed since `base`.
 *
 * @returns {Promise<object>} edited: what the learner changed; write and remove: what is put in place; beside: what is
 *   laid beside the learner's file; result: the same for the person to read
 */
export async function planUpdate(base, next) {
  const edited = new Set(paths(await git(['diff', '--name-only', '-z', '--no-renames', base])));
  const changed = readStatuses(await git(['diff', '--name-status', '-z', '--no-renames', base, next]));
  const plan = { next, edited, write: [], remove: [], beside: [], overwritten: [] };
  for (const { status, file } of changed) {
    // A file of the learner's that git has never heard of.
    if (status === 'A' && isThere(file)) edited.add(file);
    const own = edited.has(file) && isThere(file) && (await isOwn(file, base, next));
    if (own && status !== 'D' && LEARNERS.test(file)) plan.beside.push({ file, next: besideName(file) });
    else {
      if (own) plan.overwritten.push(file);
      (status === 'D' ? plan.remove : plan.write).push(file);
    }
  }
  const replaced = plan.write.length + plan.remove.length;
  return { ...plan, result: { replaced, beside: plan.beside, overwritten: plan.overwritten } };
}

/** `A`, path, `M`, path, … */
function readStatuses(output) {
  const fields = paths(output);
  return fields.flatMap((file, index) => (index % 2 === 1 ? [{ status: fields[index - 1].charAt(0), file }] : []));
}

const isThere = (file) => lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile() ?? false;

/** Whether a file holds something that neither the old nor the new version has. A notebook's outputs are not writing. */
async function isOwn(file, base, next) {
  const own = readFileSync(join(root, file), 'utf8');
  for (const version of [base, next]) {
    const { code, stdout } = await tryGit(['cat-file', 'blob', `${version}:${file}`]);
    if (code === 0 && written(file, stdout) === written(file, own)) return false;
  }
  return true;
}

function written(file, text) {
  const plain = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
  if (extname(file) !== '.ipynb') return plain;
  try {
    const { cells } = JSON.parse(plain);
    return JSON.stringify(cells.map(({ cell_type, source }) => [cell_type, [source].flat().join('')]));
  } catch {
    return plain;
  }
}

const besideName = (file) => file.replace(/(\.[^./]+)$/, '.new$1');

/**
 * Copies everything that the learner changed to a folder of its own, and keeps what is staged or committed reachable.
 *
 * @returns {Promise<string | undefined>} the folder; undefined if there was nothing to keep
 */
export async function backUp({ edited }, head) {
  const files = [...edited].filter(isThere);
  if (files.length === 0) return undefined;
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const folder = join(stateFolder(), 'kept', `update-${stamp}`);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file));
  }
  const name = 'update@workbook.invalid';
  const staged = await git(['-c', `user.name=${name}`, '-c', `user.email=${name}`, 'stash', 'create']);
  await git(['update-ref', `refs/workbook/before-update-${stamp}`, staged || head]);
  return folder;
}

/** Puts the new version in place. Whenever it is interrupted, another update goes on from there. */
export async function applyUpdate({ next, write, remove, beside }, head) {
  for (const { file, next: name } of beside) {
    await writeFile(join(root, name), `${await git(['cat-file', 'blob', `${next}:${file}`])}\n`);
  }
  if (write.length > 0) {
    const input = write.map((file) => `${file}\0`).join('');
    await git(['restore', `--source=${next}`, '--worktree', '--pathspec-from-file=-', '--pathspec-file-nul'], {
      input,
    });
  }
  for (const file of remove) await removeFile(file);
  await git(['reset', '--quiet', '--mixed', head]);
}

async function removeFile(file) {
  await rm(join(root, file), { force: true });
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const gone = await rmdir(join(root, folder)).then(
      () => true,
      () => !existsSync(join(root, folder)),
    );
    if (!gone) return;
  }
}
