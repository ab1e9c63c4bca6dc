import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathOf } from '@workbook/flink';

/** Remembers, from one run of the processor to the next, where the job was stopped. */
export class SavepointNote {
  readonly #file: string;

  /**
   * @param home the folder of the services' state: the savepoint lives and dies with it
   * @param job the job's name
   */
  constructor(home: string, job: string) {
    this.#file = path.join(home, `${job}-savepoint.txt`);
  }

  /** The savepoint's location; undefined if there is none, or it is gone. */
  read(): string | undefined {
    if (!existsSync(this.#file)) return undefined;
    const location = readFileSync(this.#file, 'utf8').trim();
    const folder = pathOf(location);
    return folder === undefined || existsSync(folder) ? location : undefined;
  }

  write(location: string): void {
    writeFileSync(this.#file, location);
  }

  /** Removes the note; the savepoint itself stays. */
  forget(): void {
    rmSync(this.#file, { force: true });
  }
}

/** Removes a savepoint from this machine's disk. One that lies elsewhere stays. */
export async function deleteSavepoint(location: string): Promise<void> {
  const folder = pathOf(location);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
