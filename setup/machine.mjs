// What must be true of this machine before anything is downloaded.
import { mkdir, readdir, readFile, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { friendlyPath } from './places.mjs';
import { Problem } from './problem.mjs';
import { startAgain } from './start-again.mjs';

const MEGABYTE = 1_000_000;
const SUPPORTED = { linux: ['x64', 'arm64'], darwin: ['x64', 'arm64'] };

/** What setup puts on disk, in bytes, with room for what is unpacked on the way. */
export const SPACE = {
  java: 250 * MEGABYTE,
  jars: 300 * MEGABYTE,
  npm: 350 * MEGABYTE,
  jupyter: 250 * MEGABYTE,
  ffmpeg: 450 * MEGABYTE,
  run: 200 * MEGABYTE,
};

/** The services need about 800 MB; with less than this free, they may start slowly or not at all. */
const MEMORY = 1000 * MEGABYTE;

/**
 * Refuses a platform for which there is no Java runtime.
 *
 * @param {{platform?: string, arch?: string, glibc?: boolean}} [machine]
 */
export function checkPlatform({ platform = process.platform, arch = process.arch, glibc = hasGlibc(platform) } = {}) {
  if (platform === 'win32') {
    throw new Problem(
      'The workbook runs on Linux, macOS and, on Windows, inside WSL2 (Kafka itself is unreliable on native Windows).',
      'Install WSL2 with "wsl --install", open its terminal, clone the workbook there and run npm start.',
    );
  }
  if (!SUPPORTED[platform]?.includes(arch)) {
    throw new Problem(
      `There is no Java runtime for ${platform} on ${arch}: the workbook runs on Linux and macOS, on x64 and arm64.`,
      'Use another machine, or a virtual machine with Linux on x64 or arm64.',
    );
  }
  if (platform === 'linux' && !glibc) {
    throw new Problem(
      'This Linux has musl for its C library (as Alpine has), and the Java runtime needs glibc.',
      'Use a distribution with glibc, for example Debian, Ubuntu or Fedora.',
    );
  }
}

function hasGlibc(platform) {
  if (platform !== 'linux') return false;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}

/**
 * Refuses to begin when the disk that holds `folder` has less than `bytes` free.
 *
 * @returns {Promise<number>} how many bytes are free
 */
export async function checkDisk(folder, bytes, freeBytes = freeBytesOf) {
  await ensureFolder(folder);
  const free = await freeBytes(folder);
  if (free < bytes) {
    throw new Problem(
      `The disk has only ${Math.floor(free / MEGABYTE)} MB free, and ${bytes / MEGABYTE} MB are needed in ${friendlyPath(folder)}.`,
      'Make room on it, then run the same command again. (Downloads may also go to another disk: WORKBOOK_CACHE=/path/to/folder npm start)',
    );
  }
  return free;
}

async function freeBytesOf(folder) {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Makes a folder where there is none. */
export async function ensureFolder(folder) {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Problem(
      `The folder ${friendlyPath(folder)} can't be created (${error.code}).`,
      'See who owns the folder around it (was a command run with sudo?), or name another: WORKBOOK_CACHE=/path/to/folder npm start',
    );
  }
}

/** A sentence of warning where memory is short, else undefined. */
export function memoryWarning(available = availableMemory()) {
  if (available >= MEMORY) return undefined;
  return `Only ${Math.floor(available / MEGABYTE)} MB of memory are free, and Kafka and Flink need about 800 MB. Close other programs if something is slow or ends by itself.`;
}

function availableMemory() {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  // macOS counts memory that caches hold as used, so only its total says something.
  const available = process.platform === 'darwin' ? totalmem() : freemem();
  return Math.min(available, limit);
}

/**
 * Refuses a first start when another program has one of the ports. (Later ones are left to the services' own check,
 * which knows its processes.)
 */
export async function checkPorts(cache, home, env = process.env) {
  if (await readJson(join(home, 'instance.json'))) return;
  if ((env.WORKBOOK_MODE || 'embedded') !== 'embedded' || env.KAFKA_BOOTSTRAP_SERVERS || env.FLINK_REST_URL) return;
  await checkPort(cache, 'Kafka', 'WORKBOOK_KAFKA_PORT', env.WORKBOOK_KAFKA_PORT || '9092');
  await checkPort(cache, 'Flink', 'WORKBOOK_FLINK_PORT', env.WORKBOOK_FLINK_PORT || '8081');
}

async function checkPort(cache, service, variable, text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    throw new Problem(
      `${variable} is "${text}", which is not a port.`,
      'Give it a number from 1024 to 65535, or leave it out.',
    );
  }
  if (await isFree(port)) return;
  const other = await findWorkbookWithPort(cache, port);
  const alternative = startAgain(variable, port < 50_000 ? port + 10_000 : port - 10_000);
  throw other
    ? new Problem(
        `Port ${port}, which ${service} needs, is in use by the workbook in ${friendlyPath(other)}.`,
        `Run npm stop there, or choose another port here: ${alternative}`,
      )
    : new Problem(
        `Port ${port}, which ${service} needs, is in use by another program (perhaps another ${service}).`,
        `End that program, or choose another port: ${alternative}`,
      );
}

/** The folder of another clone that uses this port, by the list of instances in the shared cache. */
async function findWorkbookWithPort(cache, port) {
  const registry = join(cache, 'instances');
  for (const id of await readdir(registry).catch(() => [])) {
    const home = await readFile(join(registry, id), 'utf8').catch(() => '');
    const instance = await readJson(join(home, 'instance.json'));
    if (instance && Object.values(instance.ports ?? {}).includes(port)) {
      return basename(home) === '.workbook' ? dirname(home) : home;
    }
  }
  return undefined;
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
