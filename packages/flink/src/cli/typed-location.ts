import { typedPath } from '@workbook/terminal';
import { isLocation } from '../cluster/locations.js';

/** A path as it was typed, or a location on some file system as it stands. */
export function typedLocation(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return isLocation(text) ? text : typedPath(text, env);
}
