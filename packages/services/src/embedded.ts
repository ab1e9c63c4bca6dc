/** Embedded mode: the services are processes of this machine, started from the cache. */
import { existsSync } from 'node:fs';
import { damageSentence, findDamage } from './downloads.js';
import { ServiceError } from './failures.js';
import { prepareFlink } from './flink-cluster.js';
import { findRunning, stopOrphan, stopOutdated, stopStuck, thaw } from './healing.js';
import { openInstance } from './instance.js';
import { chooseInternalPorts } from './internal-ports.js';
import { withLock } from './lock.js';
import { refuseBusyPort, refuseMovedPort } from './port-checks.js';
import { stopProcess } from './processes.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from './settings.js';
import { type Start, startService, waitUntilReady } from './startup.js';
import type { UpOptions } from './status.js';

/** Starts what does not run and waits until all is ready. */
export async function embeddedUp(settings: Settings, options: UpOptions): Promise<void> {
  await withLock(settings.home, 'services up', () => startMissing(settings, options), { onWait: options.onWait });
}

async function startMissing(settings: Settings, options: UpOptions): Promise<void> {
  const running = await findRunning(settings);
  refuseMovedPort(settings, 'kafka', running.get('kafka'));
  refuseMovedPort(settings, 'flink', running.get('jobmanager'));
  if (!running.has('kafka')) await refuseBusyPort(settings, 'kafka');
  if (!running.has('jobmanager')) await refuseBusyPort(settings, 'flink');

  const instance = openInstance(settings);
  await stopOutdated(settings, instance, running);
  await stopOrphan(settings, running, options);
  await thaw(running, options);
  await stopStuck(settings, instance, running, options);
  await stopOrphan(settings, running, options);

  const internal = await chooseInternalPorts(settings, running);
  if (!running.has('jobmanager')) prepareFlink(settings, instance);
  const failure = new AbortController();
  const start: Start = { settings, instance, internal, signal: failure.signal, onNotice: options.onNotice };
  try {
    await Promise.all(SERVICE_NAMES.map((service) => bringUp(start, service, running.has(service), options)));
  } catch (error) {
    failure.abort();
    throw await explained(settings, error);
  } finally {
    // The first failure is reported at once; without this the others would go on waiting, perhaps for the one that failed.
    failure.abort();
  }
}

/** A service that does not start may be made of damaged files. Then what Java says of them is of no use. */
async function explained(settings: Settings, error: unknown): Promise<unknown> {
  const sentence = damageSentence(await findDamage(settings));
  if (!sentence) return error;
  const what = error instanceof Error ? (error.message.match(/^.*?\.(?=\s|$)/)?.[0] ?? '') : '';
  return new ServiceError(`${what} ${sentence}`.trim(), { cause: error });
}

/** Starts one service if it does not run, waits until it is ready, and reports both. */
async function bringUp(start: Start, service: ServiceName, running: boolean, { onProgress }: UpOptions): Promise<void> {
  const began = performance.now();
  const report = (state: 'starting' | 'ready', detail: string) =>
    onProgress?.({ service, state, detail, elapsedMs: performance.now() - began });
  if (!running) report('starting', '');
  report('ready', running ? await waitUntilReady(start, service) : await startService(start, service));
}

/** Stops the services in good order. */
export async function embeddedDown(settings: Settings, options: Pick<UpOptions, 'onWait'> = {}): Promise<void> {
  if (!existsSync(settings.home)) return;
  const stopAll = async () => {
    await Promise.all(SERVICE_NAMES.map((service) => stopProcess(settings.home, service)));
  };
  await withLock(settings.home, 'services down', stopAll, { onWait: options.onWait });
}
