/**
 * What a job's functions print. The runner writes it to a file for each job in the TaskManager's log folder, one JSON
 * object a line, and Flink's REST API hands that file out: it works on any cluster that has the runner.
 */
import { RestError } from './errors.js';
import { sleep } from './poll.js';
import type { FlinkRest } from './rest.js';

/** One call of `console.log` and its kind, or one printed record. */
export interface ConsoleLine {
  /** When it was printed, in ms since 1970, by the TaskManager's clock. */
  time: number;
  /** `print`: a record that reached `stream.print()`; the text already says from where. */
  level: 'log' | 'info' | 'warn' | 'error' | 'debug' | 'print';
  /** The name of the operator whose function printed it. */
  operator: string;
  /** Which of the operator's parallel instances, from 0. */
  subtask: number;
  /** What was printed; untrusted text, which may hold control characters. */
  text: string;
}

interface TaskManagers {
  taskmanagers: { id: string }[];
}
interface LogFiles {
  logs: { name: string; size: number }[];
}
interface Progress {
  bytes: number;
  /** The beginning of a line whose end was not written yet. */
  rest: Uint8Array;
}

/** A TaskManager that just ended keeps Flink busy for long, and its lines are gone. They are asked for again anyway. */
const PATIENCE_MS = 1_000;

/** Reads a job's lines from where it stopped the last time. */
export class ConsoleTail {
  readonly #progress = new Map<string, Progress>();
  readonly #file: string;

  constructor(
    private readonly rest: FlinkRest,
    jobId: string,
  ) {
    this.#file = `workbook-console-${jobId}.log`;
  }

  /** The new lines of all TaskManagers, by time. */
  async read(signal?: AbortSignal): Promise<ConsoleLine[]> {
    const { taskmanagers } = await this.rest.get<TaskManagers>('/taskmanagers', signal);
    const lines = await Promise.all(taskmanagers.map(({ id }) => this.#readFrom(id, signal)));
    return lines.flat().sort((a, b) => a.time - b.time);
  }

  async #readFrom(taskManager: string, signal?: AbortSignal): Promise<ConsoleLine[]> {
    const route = `/taskmanagers/${encodeURIComponent(taskManager)}/logs`;
    let seen = this.#progress.get(taskManager) ?? { bytes: 0, rest: new Uint8Array() };
    let bytes: Uint8Array;
    try {
      const { logs } = await this.rest.get<LogFiles>(route, signal, PATIENCE_MS);
      const file = logs.find(({ name }) => name === this.#file);
      if (!file || file.size === seen.bytes) return [];
      if (file.size < seen.bytes) seen = { bytes: 0, rest: new Uint8Array() };
      // Flink hands out a copy that can be a moment old.
      for (;;) {
        bytes = await this.rest.bytes(`${route}/${this.#file}`, signal, PATIENCE_MS);
        if (bytes.length >= file.size) break;
        await sleep(50, signal);
      }
    } catch (error) {
      // A TaskManager that just ended, or has no log folder, has no lines for us.
      if (error instanceof RestError) return [];
      throw error;
    }
    const fresh = Buffer.concat([seen.rest, bytes.subarray(seen.bytes)]);
    const end = fresh.lastIndexOf(0x0a) + 1;
    this.#progress.set(taskManager, { bytes: bytes.length, rest: fresh.subarray(end) });
    return fresh.toString('utf8', 0, end).split('\n').flatMap(parseLine);
  }
}

function parseLine(text: string): ConsoleLine[] {
  if (text === '') return [];
  try {
    return [JSON.parse(text) as ConsoleLine];
  } catch {
    // A line that was torn when its TaskManager was killed.
    return [];
  }
}
