/** Tells when a learner has saved: in place, by renaming a draft, in one go or in several. */
import path from 'node:path';
import { watch } from 'chokidar';

/** What an update of the workbook lays beside a learner's file. */
const NOT_THEIRS = /\.new\.ts$/;

/**
 * Calls `onSave` after each save of a TypeScript file in the folder.
 *
 * @param settleMs saves that come closer than this are one
 * @returns once saves are noticed, with the function that ends it
 * @throws Error if the folder can't be watched
 */
export async function watchSaves(folder: string, onSave: () => void, settleMs = 120): Promise<() => Promise<void>> {
  let settling: NodeJS.Timeout | undefined;
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    ignored: (file, stats) => stats?.isFile() === true && (path.extname(file) !== '.ts' || NOT_THEIRS.test(file)),
  });
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(onSave, settleMs);
  });
  const end = async () => {
    clearTimeout(settling);
    await watcher.close();
  };
  await new Promise<void>((resolve, reject) => {
    watcher.once('ready', resolve).once('error', reject);
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return end;
}
