/** Paths as people write and read them. */
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * What a file is called from where the reader is: its path from this folder, or all of it where it lies outside.
 *
 * @param from the folder that the reader is in
 */
export function displayPath(file: string, from: string = process.cwd()): string {
  const relative = path.relative(from, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** The folder that the person is in: npm runs a script in the workbook's and notes theirs in INIT_CWD. */
export function typedIn(env: NodeJS.ProcessEnv = process.env): string {
  return env.INIT_CWD || process.cwd();
}

/** A path as the person typed it, made absolute. No shell replaces a `~` behind an equals sign. */
export function typedPath(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const fromHome = /^~(?=$|[/\\])/.test(text) ? homedir() + text.slice(1) : text;
  return path.resolve(typedIn(env), fromHome);
}
