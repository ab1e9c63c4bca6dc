/** Docker mode: the services of docker-compose.yml, driven through the `docker compose` command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { askAll } from './elsewhere.js';
import { ServiceError } from './failures.js';
import { openInstance } from './instance.js';
import { flinkClassPath } from './java.js';
import type { ServiceName, Settings } from './settings.js';
import { SERVICE_TITLES, type UpOptions } from './status.js';
import { waitFor } from './wait.js';

const READY_DEADLINE_MS = 180_000;

const WITHOUT_DOCKER = 'or use the services that need no Docker: "npm run services up embedded".';

/**
 * Runs `docker` and resolves to its exit code.
 * @throws ServiceError when there is no such program
 */
async function docker(
  args: readonly string[],
  stdio: 'inherit' | 'ignore',
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const child = spawn('docker', args, { stdio: ['ignore', stdio, stdio], env: { ...process.env, ...env } });
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } catch (error) {
    throw new ServiceError(
      `Docker is not installed here. Install it together with its Compose plugin, ${WITHOUT_DOCKER}`,
      {
        cause: error,
      },
    );
  }
}

/** Runs `docker compose`; its own output, such as the progress of downloads, goes to the terminal. */
async function compose(settings: Settings, args: readonly string[]): Promise<void> {
  if ((await docker(['compose', 'version'], 'ignore')) !== 0) {
    throw new ServiceError(`This Docker has no "docker compose". Install Docker's Compose plugin, ${WITHOUT_DOCKER}`);
  }
  const file = path.join(settings.repository, 'docker-compose.yml');
  const code = await docker(['compose', '--file', file, ...args], 'inherit', {
    WORKBOOK_CACHE: settings.cache,
    WORKBOOK_KAFKA_PORT: String(settings.ports.kafka),
    WORKBOOK_FLINK_PORT: String(settings.ports.flink),
  });
  if (code === 0) return;
  throw new ServiceError(
    `"docker compose ${args.join(' ')}" failed, see above. "docker info" says whether Docker runs; start it, ${WITHOUT_DOCKER}`,
  );
}

/** Starts the containers and waits until Kafka and Flink answer. */
export async function dockerUp(settings: Settings, options: UpOptions): Promise<void> {
  // The containers mount the connector, the JavaScript engine and the runner.
  flinkClassPath(settings);
  await compose(settings, ['up', '--detach']);
  openInstance(settings);
  const began = performance.now();
  const reported = new Set<ServiceName>();
  const ready = await waitFor(
    async () => {
      const running = (await askAll(settings)).filter((service) => service.state === 'running');
      for (const { service, detail } of running) {
        if (reported.has(service)) continue;
        reported.add(service);
        options.onProgress?.({ service, state: 'ready', detail, elapsedMs: performance.now() - began });
      }
      return running.length === 3 || undefined;
    },
    { deadlineMs: READY_DEADLINE_MS, everyMs: 500 },
  );
  if (ready) return;
  const silent = (await askAll(settings)).filter((service) => service.state !== 'running');
  throw new ServiceError(
    `${silent.map(({ service }) => SERVICE_TITLES[service]).join(' and ')} did not answer within ${READY_DEADLINE_MS / 1000} s. "npm run services logs" shows why.`,
  );
}

/** Stops and removes the containers; their volumes, and so the data, stay. */
export function dockerDown(settings: Settings): Promise<void> {
  return compose(settings, ['down']);
}

/** Stops and removes the containers together with their data. */
export function dockerReset(settings: Settings): Promise<void> {
  return compose(settings, ['down', '--volumes']);
}

/** Shows the containers' logs. */
export function dockerLogs(
  settings: Settings,
  services: readonly ServiceName[],
  lines: number,
  follow: boolean,
): Promise<void> {
  return compose(settings, ['logs', '--tail', String(lines), ...(follow ? ['--follow'] : []), ...services]);
}
