/** A place below a notebook's cell. */
import { createRequire } from 'node:module';
import path from 'node:path';

/** A place below a cell whose content can be replaced, also after the cell has ended: tslab's `newDisplay()`. */
export interface CellDisplay {
  /** Shows HTML in the place of what was there. */
  html(text: string): void;
}

/**
 * A place below the cell that first shows something in it.
 *
 * @param what what wants to be shown, for the error: `liveChart()`
 * @throws Error outside of a notebook
 */
export function newDisplay(what = 'newDisplay()'): CellDisplay {
  const require = createRequire(import.meta.url);
  const tslab = path.dirname(require.resolve('tslab'));
  // The notebooks' kernel has loaded it long before; in any other program it could show nothing.
  if (!Object.keys(require.cache).some((file) => file.startsWith(tslab))) {
    throw new Error(`${what} shows its result below a notebook's cell, and this program is no notebook.`);
  }
  return (require('tslab') as { newDisplay(): CellDisplay }).newDisplay();
}
