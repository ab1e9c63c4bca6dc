// jgo and the download script against a repository of jars on this machine, with everything that goes wrong on the way.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseLock } from '../../setup/jar-lock.mjs';
import { downloadJars, findBrokenJars } from '../../setup/jars.mjs';
import { cacheFolder } from '../../setup/places.mjs';
import { createEnvironment, environmentFolder, environmentPython, findPython, isUsable } from '../../setup/python.mjs';
import { createStaging, removeAbandoned } from '../../setup/staging.mjs';

// Each download starts Python anew, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 120_000 });

const CONTENT = Buffer.alloc(400_000, 'jar');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const JARS = parseLock(`kafka org.example:first:1.0 ${SHA256}\nflink org.example:second:2.0 ${SHA256}`);

let python;
let server;
let answer;
let folder;
let cache;

beforeAll(async () => {
  const environment = await environmentFolder(cacheFolder());
  if (!(await isUsable(environment))) {
    const staging = await createStaging(cacheFolder());
    await createEnvironment((await findPython()).program, join(staging, 'python'));
    await rename(join(staging, 'python'), environment);
    await rm(staging, { recursive: true });
  }
  python = environmentPython(environment);
  server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.WORKBOOK_JAR_REPOSITORY = `http://127.0.0.1:${server.address().port}/maven/`;
  process.env.NO_PROXY = '127.0.0.1';
}, 180_000);

afterAll(() => {
  delete process.env.WORKBOOK_JAR_REPOSITORY;
  server?.closeAllConnections();
  return new Promise((resolve) => server?.close(resolve) ?? resolve());
});

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'setup-jars-'));
  folder = join(cache, 'jars');
  process.env.M2_REPO = join(cache, 'm2');
});

afterEach(async () => {
  delete process.env.M2_REPO;
  await rm(cache, { recursive: true });
});

async function download(jars = JARS, tell = () => {}) {
  const staging = await createStaging(cache);
  try {
    return await downloadJars({ jars, folder, python, staging, tell });
  } finally {
    expect(await readdir(staging), 'nothing unfinished is left').toEqual([]);
  }
}

const send = (body) => (request, response) => {
  if (request.url.endsWith('.sha1')) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': CONTENT.length }).end(body);
};

describe('downloading jars', () => {
  it('puts each in its place, verified, and tells how far it is', async () => {
    answer = send(CONTENT);
    const told = [];
    expect(await download(JARS, (words) => told.push(words))).toBe(2 * CONTENT.length);
    expect(told.at(-1)).toBe('2 of 2, 800 kB');
    expect(await readFile(join(folder, 'org.example', 'first-1.0.jar'))).toEqual(CONTENT);
    expect(await findBrokenJars(JARS, folder)).toEqual({ missing: [], damaged: [] });
  });

  it('tries again when the connection breaks, and leaves no torn file', async () => {
    let requests = 0;
    answer = (request, response) => {
      if (request.url.endsWith('.jar') && ++requests === 1) {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, 1000), () => response.destroy());
      } else send(CONTENT)(request, response);
    };
    await download(JARS.slice(0, 1));
    expect(requests).toBe(2);
    expect(await findBrokenJars(JARS.slice(0, 1), folder)).toEqual({ missing: [], damaged: [] });
  });

  it('refuses a jar whose content was changed, even when its length is right', async () => {
    answer = send(Buffer.alloc(CONTENT.length, 'bad'));
    await expect(download(JARS.slice(0, 1))).rejects.toThrow(/first:1\.0 arrived damaged or changed.*expected SHA-256/);
    expect(existsSync(join(folder, 'org.example', 'first-1.0.jar'))).toBe(false);
  });

  it('says which jar the repository does not have', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(download()).rejects.toThrow(/org\.example:\w+:\d\.0 is not in the repository of jars/);
  });

  it('says that nobody answers', async () => {
    answer = (request) => request.socket.destroy();
    await expect(download()).rejects.toThrow(/could not be downloaded: the network could not be reached/);
  });

  it('takes a jar from the local Maven repository instead, if it is the right one', async () => {
    answer = (_, response) => response.writeHead(404).end();
    const local = join(cache, 'm2', 'org', 'example', 'first', '1.0');
    await mkdir(local, { recursive: true });
    await writeFile(join(local, 'first-1.0.jar'), CONTENT);
    await download(JARS.slice(0, 1));
    expect(await findBrokenJars(JARS.slice(0, 1), folder)).toEqual({ missing: [], damaged: [] });
  });
});

describe('finding what is missing', () => {
  it('notices a jar that was changed after it had been verified', async () => {
    answer = send(CONTENT);
    await download();
    expect(await findBrokenJars(JARS, folder)).toEqual({ missing: [], damaged: [] });
    const file = join(folder, 'org.example', 'second-2.0.jar');
    await writeFile(file, Buffer.alloc(CONTENT.length, 'bad'));
    expect(await findBrokenJars(JARS, folder)).toEqual({ missing: [], damaged: [JARS[1]] });
  });

  it('keeps a jar that was only touched', async () => {
    answer = send(CONTENT);
    await download();
    await utimes(join(folder, 'org.example', 'first-1.0.jar'), new Date(), new Date());
    expect(await findBrokenJars(JARS, folder)).toEqual({ missing: [], damaged: [] });
  });

  it('does without its record of verified jars', async () => {
    answer = send(CONTENT);
    await download();
    await writeFile(join(folder, 'verified.json'), '{ torn');
    expect(await findBrokenJars(JARS, folder)).toEqual({ missing: [], damaged: [] });
  });
});

it('what killed runs left behind is removed, and what a living one works on is kept', async () => {
  const mine = await createStaging(cache);
  const dead = mine.replace(`-${process.pid}-`, '-4194303-');
  await mkdir(dead);
  await removeAbandoned(cache);
  expect([existsSync(mine), existsSync(dead)]).toEqual([true, false]);
});
