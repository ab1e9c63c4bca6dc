/**
 * What a job's functions print. The runner writes it to a file for each job in the TaskManager's log folder, one JSON
 * object a line, and Flink's REST API hands that file out: it works on any cluster that has the runner.
 */
import type { FlinkRest } from './rest.js';
import { readTaskManagerLog, taskManagerIds } from './task-manager-log.js';

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

interface Progress {
  bytes: number;
  /** The beginning of a line whose end was not written yet. */
  rest: Uint8Array;
}

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
    const ids = await taskManagerIds(this.rest, signal);
    const lines = await Promise.all(ids.map((id) => this.#readFrom(id, signal)));
    return lines.flat().sort((a, b) => a.time - b.time);
  }

  async #readFrom(taskManager: string, signal?: AbortSignal): Promise<ConsoleLine[]> {
    const known = this.#progress.get(taskManager);
    const bytes = await readTaskManagerLog(this.rest, taskManager, this.#file, known?.bytes, signal);
    if (!bytes) return [];
    const seen = known && bytes.length >= known.bytes ? known : { bytes: 0, rest: new Uint8Array() };
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
