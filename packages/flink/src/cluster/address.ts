/** Where Flink is, and where this client keeps what it knows about jobs. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const STATE_FOLDER = '.workbook';

/** The folder of the running instance's state: `WORKBOOK_HOME`, else the nearest `.workbook` upward from here. */
export function workbookHome(env: NodeJS.ProcessEnv = process.env, from = process.cwd()): string {
  if (env.WORKBOOK_HOME) return path.resolve(env.WORKBOOK_HOME);
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, STATE_FOLDER);
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) return path.resolve(from, STATE_FOLDER);
  }
}

/**
 * The address of Flink's REST API: `FLINK_REST_URL`, else the port that the running instance uses, else Flink's own
 * default on this machine.
 */
export function flinkUrl(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FLINK_REST_URL) return env.FLINK_REST_URL;
  const port = Number(env.WORKBOOK_FLINK_PORT || portOfInstance(workbookHome(env)));
  return `http://127.0.0.1:${port > 0 ? port : 8081}`;
}

function portOfInstance(home: string): number | undefined {
  try {
    const instance: unknown = JSON.parse(readFileSync(path.join(home, 'instance.json'), 'utf8'));
    return (instance as { ports?: { flink?: number } }).ports?.flink;
  } catch {
    return undefined;
  }
}

/** Where submissions are remembered, see JobRecords. */
export function defaultMapsDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(workbookHome(env), 'flink', 'jobs');
}
