/** Files in a TaskManager's log folder, which Flink's REST API hands out: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/#taskmanagers-taskmanagerid-logs */
import { RestError } from '../failures/errors.js';
import { sleep } from './poll.js';
import type { FlinkRest } from './rest.js';

interface LogFiles {
  logs: { name: string; size: number }[];
}

/** A TaskManager that just ended keeps Flink busy for long, and its files are gone. They are asked for again anyway. */
const PATIENCE_MS = 1_000;

/** The ids of the TaskManagers that are registered. */
export async function taskManagerIds(rest: FlinkRest, signal?: AbortSignal): Promise<string[]> {
  const { taskmanagers } = await rest.get<{ taskmanagers: { id: string }[] }>('/taskmanagers', signal);
  return taskmanagers.map(({ id }) => id);
}

/**
 * What a file holds. Undefined where it has as many bytes as are known already, where there is none, and where its
 * TaskManager has just ended or has no log folder.
 */
export async function readTaskManagerLog(
  rest: FlinkRest,
  taskManager: string,
  file: string,
  knownBytes = 0,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const route = `/taskmanagers/${encodeURIComponent(taskManager)}/logs`;
  try {
    const { logs } = await rest.get<LogFiles>(route, signal, PATIENCE_MS);
    const size = logs.find(({ name }) => name === file)?.size ?? knownBytes;
    if (size === knownBytes) return undefined;
    // Flink hands out a copy that can be a moment old.
    for (;;) {
      const bytes = await rest.bytes(`${route}/${file}`, signal, PATIENCE_MS);
      if (bytes.length >= size) return bytes;
      await sleep(50, signal);
    }
  } catch (error) {
    if (error instanceof RestError) return undefined;
    throw error;
  }
}
