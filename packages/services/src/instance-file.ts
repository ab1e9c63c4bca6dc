/** `instance.json`: what an instance of the services keeps between two commands. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ServiceError } from './failures.js';
import { replaceFile } from './replace-file.js';

const port = z.number().int().min(1).max(65535);

const InstanceFile = z.object({
  /** Names this instance; Flink's configuration carries it, so that a stranger's cluster is recognised. */
  id: z.string().min(1),
  mode: z.enum(['embedded', 'docker', 'external']),
  ports: z.strictObject({ kafka: port, flink: port }),
  /** KRaft's cluster id, 22 characters of base64url. */
  kafkaClusterId: z.string().min(1),
});
export type InstanceFile = z.infer<typeof InstanceFile>;

const fileOf = (home: string) => path.join(home, 'instance.json');

/**
 * Reads the instance's file; undefined where there is none yet.
 * @throws ServiceError where the file is damaged.
 */
export function readInstanceFile(home: string): InstanceFile | undefined {
  const file = fileOf(home);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') {
      throw new ServiceError(
        `${home} can't be a folder: a part of that path is a file. Set WORKBOOK_HOME to another folder, or leave it unset.`,
        { cause: error },
      );
    }
    throw new ServiceError(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    });
  }
  try {
    return InstanceFile.parse(JSON.parse(text));
  } catch (error) {
    throw new ServiceError(`${file} is damaged. Delete it and run "npm start"; Kafka's data stays.`, { cause: error });
  }
}

/** Replaces the instance's file in one step, so that no reader ever sees half of it. */
export function writeInstanceFile(home: string, instance: InstanceFile): void {
  mkdirSync(home, { recursive: true });
  replaceFile(fileOf(home), `${fileOf(home)}.${process.pid}`, `${JSON.stringify(instance, null, 2)}\n`);
}
