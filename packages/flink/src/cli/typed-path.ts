import { homedir } from 'node:os';
import path from 'node:path';
import { isLocation } from '../cluster/locations.js';

/**
 * A path as the person typed it, made absolute. npm runs a script in the workbook's folder and notes in INIT_CWD where the
 * person is; and no shell replaces a `~` behind an equals sign.
 */
export function typedPath(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const fromHome = /^~(?=$|[/\\])/.test(text) ? homedir() + text.slice(1) : text;
  return path.resolve(env.INIT_CWD || process.cwd(), fromHome);
}

/** A path as it was typed, or a location on some file system as it stands. */
export function typedLocation(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return isLocation(text) ? text : typedPath(text, env);
}
