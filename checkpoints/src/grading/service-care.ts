/** The services that a lesson needs: asked before anything is called wrong, started where they don't run. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  SERVICE_TITLES,
  ServiceError,
  type ServiceName,
  type ServiceStatus,
  type Settings,
  settled,
  status,
} from '@workbook/services';
import { REPOSITORY } from '../lessons/lessons.js';

const ASK_EVERY_MS = 150;
const START_MS = 120_000;

/** Those of these services that don't answer as they should. */
export async function missingServices(settings: Settings, needs: readonly ServiceName[]): Promise<ServiceStatus[]> {
  return notRunning(await status(settings), needs);
}

/** Those of these services that somebody has stopped, as with `npm stop`: not those that have died. */
export async function stoppedServices(settings: Settings, needs: readonly ServiceName[]): Promise<ServiceStatus[]> {
  await settled(settings);
  return (await missingServices(settings, needs)).filter(({ state }) => state === 'stopped');
}

/** Those of the needed services that are not as they should be. */
export function notRunning(services: readonly ServiceStatus[], needs: readonly ServiceName[]): ServiceStatus[] {
  return services.filter(({ service, state }) => needs.includes(service) && state !== 'running');
}

/**
 * Starts what doesn't run, in a process that goes on by itself, and returns as soon as the needed services are ready: a
 * lesson about Kafka doesn't wait for Flink.
 *
 * @throws ServiceError with what the start command said, or when the services are not ready within two minutes
 */
export async function startServices(settings: Settings, needs: readonly ServiceName[]): Promise<void> {
  const command = path.join(REPOSITORY, 'packages', 'services', 'dist', 'cli.js');
  const child = spawn(process.execPath, [command, 'up'], {
    cwd: REPOSITORY,
    env: { ...process.env, WORKBOOK_HOME: settings.home },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let words = '';
  let failed = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
  }
  child.once('error', (error) => {
    failed = true;
    words += error.message;
  });
  child.once('exit', (code) => {
    failed = code !== 0;
  });
  const end = performance.now() + START_MS;
  while ((await missingServices(settings, needs)).length > 0) {
    if (failed) throw new ServiceError(`The services could not be started:\n${words.trim()}`);
    if (performance.now() > end) {
      throw new ServiceError(`The services are not ready after ${START_MS / 1000} s. See "npm run services status".`);
    }
    await delay(ASK_EVERY_MS);
  }
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
}

/** `Kafka and Flink JobManager`. */
export function namesOf(services: readonly ServiceStatus[]): string {
  return new Intl.ListFormat('en').format(services.map(({ service }) => SERVICE_TITLES[service]));
}
