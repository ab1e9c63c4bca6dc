/** How the TypeScript compiler is started. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The compiler's command and its first arguments. TypeScript 7 is an executable: the `tsc` beside it is a Node script that
 * only starts it, which takes twice as long.
 *
 * @param typescript the folder of the TypeScript package
 */
export async function compilerCommand(typescript: string): Promise<[string, ...string[]]> {
  try {
    const module: unknown = await import(pathToFileURL(path.join(typescript, 'lib', 'getExePath.js')).href);
    return [(module as { default: () => string }).default()];
  } catch {
    return [process.execPath, path.join(typescript, 'bin', 'tsc')];
  }
}
