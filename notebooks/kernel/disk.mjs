// The disk as the compiler sees it: looked at when a cell is run, not watched. What was saved before a cell runs is what
// the cell gets, with no race against a notification, and no watcher on the workbook's folders.
import { statSync } from 'node:fs';

export class Disk {
  #fileKinds;
  #files = new Map();
  #folders = new Set();

  /** @param {{Created: number, Changed: number, Deleted: number}} fileKinds the compiler's names for changes */
  constructor(fileKinds) {
    this.#fileKinds = fileKinds;
  }

  /** In the place of `ts.sys.watchFile`. */
  watchFile = (path, callback) => {
    const file = { path, callback, state: stateOf(path) };
    const entry = this.#files.get(path) ?? new Set();
    this.#files.set(path, entry.add(file));
    return {
      close: () => {
        entry.delete(file);
        if (entry.size === 0 && this.#files.get(path) === entry) this.#files.delete(path);
      },
    };
  };

  /** In the place of `ts.sys.watchDirectory`. The compiler asks for the folders where it looked for a file in vain. */
  watchDirectory = (path, callback) => {
    const folder = { path, callback };
    this.#folders.add(folder);
    return { close: () => this.#folders.delete(folder) };
  };

  /** Tells the compiler of every file that was changed, made or deleted since it was last looked at. */
  tellOfChangedFiles() {
    const { Changed, Created, Deleted } = this.#fileKinds;
    for (const watchers of [...this.#files.values()]) {
      for (const file of [...watchers]) {
        const state = stateOf(file.path);
        if (state === file.state) continue;
        const kind = state === '' ? Deleted : file.state === '' ? Created : Changed;
        file.state = state;
        file.callback(file.path, kind);
      }
    }
  }

  /** Tells the compiler that anything may have appeared in the folders where it looked in vain. */
  tellOfNewFiles() {
    for (const { path, callback } of [...this.#folders]) callback(path);
  }
}

function stateOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}
