import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JRE_VERSION, jarFiles, readSettings } from '@workbook/services';
import { describe, expect, it } from 'vitest';
import { parseLock } from '../../setup/jar-lock.mjs';
import { cacheFolder, jarsLock } from '../../setup/places.mjs';
import { jreVersion } from '../../setup/python.mjs';

const HASH = 'a'.repeat(64);

describe('the lock of the jars', () => {
  it('names a folder, a coordinate, a hash and a file for each jar', () => {
    expect(parseLock(`kafka org.apache.kafka:kafka-raft:4.4.0 ${HASH}\n`)).toEqual([
      {
        folder: 'kafka',
        coordinate: 'org.apache.kafka:kafka-raft:4.4.0',
        sha256: HASH,
        path: 'org.apache.kafka/kafka-raft-4.4.0.jar',
      },
    ]);
  });

  it('tells the files of two classifiers apart', () => {
    const lock = `tools a.b:c:1:linux ${HASH}\ntools a.b:c:1 ${HASH}`;
    expect(parseLock(lock).map(({ path }) => path)).toEqual(['a.b/c-1-linux.jar', 'a.b/c-1.jar']);
  });

  it.each([
    ['a hash that is cut off', `kafka a:b:1 ${HASH.slice(1)}`],
    ['a coordinate without a version', `kafka a:b ${HASH}`],
    ['a coordinate that leaves the folder', `kafka ../a:b:1 ${HASH}`],
    ['something after the hash', `kafka a:b:1 ${HASH} more`],
  ])('refuses %s, naming the line', (_, line) => {
    expect(() => parseLock(`flink x:y:1 ${HASH}\n${line}`)).toThrow(/line 2/);
  });

  it('refuses two hashes for one jar', () => {
    expect(() => parseLock(`kafka a:b:1 ${HASH}\nflink a:b:1 ${'b'.repeat(64)}`)).toThrow(/another SHA-256/);
  });
});

describe('setup and services agree', () => {
  const env = { WORKBOOK_CACHE: '/somewhere/else' };

  it('on the file of every jar', async () => {
    const settings = { ...readSettings(), cache: cacheFolder(env) };
    for (const folder of ['kafka', 'flink', 'graal', 'tools']) {
      const jars = parseLock(await readFile(jarsLock, 'utf8')).filter((jar) => jar.folder === folder);
      expect(jars.map(({ path }) => join(settings.cache, 'jars', path))).toEqual(jarFiles(settings, folder));
    }
  });

  it('on the folder of the downloads', () => {
    expect(readSettings({ ...process.env, ...env }).cache).toBe(cacheFolder(env));
    const home = { XDG_CACHE_HOME: '/home/someone/caches' };
    expect(readSettings({ ...home, WORKBOOK_HOME: process.env.WORKBOOK_HOME }).cache).toBe(cacheFolder(home));
  });

  it('on the version of the Java runtime', async () => {
    expect(await jreVersion()).toBe(JRE_VERSION);
  });
});
