// Downloaded files against their SHA-256. A file is read once and remembered with its size and time of change, so that
// later only a changed one is read again. Without the memory (`verified.json`, beside the files), all are.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * The files that aren't what they should be.
 *
 * @param {{path: string, sha256: string}[]} files path is relative to the folder
 * @param {string} folder
 * @returns {Promise<{missing: T[], damaged: T[]}>} missing: those that aren't there at all
 * @template {{path: string, sha256: string}} T
 */
export async function findBroken(files, folder) {
  const record = await readRecord(folder);
  const verdicts = await Promise.all(
    files.map(async (file) => {
      const facts = await factsOf(join(folder, file.path));
      if (!facts) return { file, good: false };
      const remembered = record[file.path];
      if (remembered?.facts === facts) return { file, facts, good: remembered.sha256 === file.sha256 };
      return { file, facts, fresh: true, good: (await sha256Of(join(folder, file.path))) === file.sha256 };
    }),
  );
  if (verdicts.some(({ fresh }) => fresh)) {
    const verified = verdicts.filter(({ good }) => good);
    const entries = verified.map(({ file, facts }) => [file.path, { sha256: file.sha256, facts }]);
    await writeRecord(folder, { ...record, ...Object.fromEntries(entries) });
  }
  const broken = verdicts.filter(({ good }) => !good);
  return {
    missing: broken.filter(({ facts }) => !facts).map(({ file }) => file),
    damaged: broken.filter(({ facts }) => facts).map(({ file }) => file),
  };
}

async function factsOf(file) {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function readRecord(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'verified.json'), 'utf8'));
  } catch {
    return {};
  }
}

async function writeRecord(folder, record) {
  const draft = join(folder, `verified.json.${process.pid}`);
  await writeFile(draft, JSON.stringify(record));
  await rename(draft, join(folder, 'verified.json'));
}
