/** A TaskManager beside the one of a test's instance, for what must hold on more than one machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { FlinkRest } from '@workbook/flink';
import { classPath, javaProgram, runnerJar, type Settings } from '@workbook/services';
import { expect } from 'vitest';

const START_MS = 180_000;

/** Runs `work` while there are two TaskManagers; the second is gone afterwards. */
export async function withSecondTaskManager(settings: Settings, work: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(settings.home, 'second-taskmanager-'));
  const taskManager = spawn(javaProgram(settings), await argumentsOf(settings, folder), {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(taskManager, 'exit');
  try {
    await expect.poll(() => taskManagers(settings), { timeout: START_MS, interval: 200 }).toBe(2);
    await work();
  } finally {
    taskManager.kill('SIGTERM');
    await ended;
    await expect.poll(() => taskManagers(settings), { timeout: START_MS, interval: 200 }).toBe(1);
    await rm(folder, { recursive: true, force: true });
  }
}

async function taskManagers(settings: Settings): Promise<number> {
  return (await ask<{ taskmanagers: unknown[] }>(settings, '/taskmanagers')).taskmanagers.length;
}

async function argumentsOf(settings: Settings, folder: string): Promise<string[]> {
  const config = await ask<{ key: string; value: string }[]>(settings, '/jobmanager/config');
  const rpcPort = config.find(({ key }) => key === 'jobmanager.rpc.port')?.value ?? '';
  const classes = [classPath(settings, 'flink'), classPath(settings, 'graal'), runnerJar(settings)].join(
    path.delimiter,
  );
  const opens = ['lang', 'net', 'io', 'nio', 'util', 'util.concurrent', 'time', 'text', 'lang.reflect'];
  const options = {
    'taskmanager.resource-id': 'second-taskmanager',
    'jobmanager.rpc.port': rpcPort,
    'taskmanager.rpc.port': '0',
    'taskmanager.data.port': '0',
    'metrics.internal.query-service.port': '0',
    'io.tmp.dirs': folder,
  };
  return [
    ...['-Xmx512m', '-XX:MaxDirectMemorySize=128m', '-XX:MaxMetaspaceSize=256m', '-XX:+UseSerialGC'],
    `-Dlog.file=${path.join(folder, 'taskmanager.log')}`,
    ...opens.map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
    ...['-cp', classes, 'workbook.flink.TaskManager', '--configDir', path.join(settings.home, 'flink', 'conf')],
    ...Object.entries(options).flatMap(([key, value]) => ['-D', `${key}=${value}`]),
  ];
}

export function ask<T>(settings: Settings, route: string): Promise<T> {
  return new FlinkRest(settings.flink.url, { reconnectMs: 0 }).get<T>(route);
}
