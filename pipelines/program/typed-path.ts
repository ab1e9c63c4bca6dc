import { homedir } from 'node:os';
import path from 'node:path';

/**
 * A path as the person typed it, made absolute. npm runs a script in the workbook's folder and notes in INIT_CWD where the
 * person is; and no shell replaces a `~` behind an equals sign.
 */
export function typedPath(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const fromHome = /^~(?=$|[/\\])/.test(text) ? homedir() + text.slice(1) : text;
  return path.resolve(env.INIT_CWD ?? process.cwd(), fromHome);
}
