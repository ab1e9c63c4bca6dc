/** Finding a checkpoint again after the JobManager, and with it Flink's memory of the job, is gone. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SavepointError } from '../failures/errors.js';
import { locationOf, pathOf } from './locations.js';
import type { FlinkRest } from './rest.js';

const DIRECTORY_OPTIONS = ['execution.checkpointing.dir', 'state.checkpoints.dir'];

/** Where the cluster keeps checkpoints, as a URI, or undefined if it keeps them in memory. */
export async function checkpointDirectory(rest: FlinkRest, signal?: AbortSignal): Promise<string | undefined> {
  const options = await rest.get<{ key: string; value: string }[]>('/jobmanager/config', signal);
  return options.find(({ key }) => DIRECTORY_OPTIONS.includes(key))?.value;
}

/**
 * The newest checkpoint of a job that was completed: only then Flink wrote its `_metadata`.
 *
 * @param directory the cluster's checkpoint directory, as a URI or a path
 * @returns its location, or undefined if the job completed none
 * @throws SavepointError if the directory is not on this machine
 */
export function latestCheckpoint(directory: string, jobId: string): string | undefined {
  const root = pathOf(directory);
  if (root === undefined) {
    throw new SavepointError(
      `The checkpoints are kept at ${directory}, which can't be read from here. Find the job's newest checkpoint there ` +
        'and start the job from it: "npm run flink run FILE from=…", or savepointPath in a program.',
    );
  }
  const folder = path.join(root, jobId);
  if (!existsSync(folder)) return undefined;
  const newest = readdirSync(folder)
    .flatMap((name) => /^chk-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
    .map((number) => path.join(folder, `chk-${number}`))
    .find((checkpoint) => existsSync(path.join(checkpoint, '_metadata')));
  return newest === undefined ? undefined : locationOf(newest);
}
