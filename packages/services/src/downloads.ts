/** The downloads in the cache, read again from the first byte to the last: are they what the set-up put there? */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { allJars, javaHome } from './java.js';
import type { Settings } from './settings.js';

/** What the set-up remembers of files that it has read; without it, it reads all of them again. */
const MEMORY = 'verified.json';
/** The set-up's list of the Java runtime's files: their SHA-256 by path. */
const JRE_LIST = 'workbook-files.json';
const JreList = z.record(z.string(), z.string());

/** Files of the cache that are not what they should be. */
export interface Damage {
  /** Names of jars that are there and are not what `jars.lock` says. */
  jars: string[];
  /** Paths in the Java runtime of files that are missing or changed. */
  java: string[];
}

async function isWhole(file: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha256;
}

/** Those of the files that are not whole. One after the other: each is read in full. */
async function broken(files: readonly (readonly [string, string])[]): Promise<string[]> {
  const found: string[] = [];
  for (const [file, sha256] of files) if (!(await isWhole(file, sha256))) found.push(file);
  return found;
}

function jreFiles(home: string): [string, string][] {
  try {
    const list = JreList.parse(JSON.parse(readFileSync(path.join(home, JRE_LIST), 'utf8')));
    return Object.entries(list).map(([name, sha256]) => [path.join(home, name), sha256]);
  } catch {
    return []; // not downloaded yet, or by an older set-up
  }
}

/**
 * Reads every jar and every file of the Java runtime (about 400 MB). Where some are damaged, the next set-up looks at all of
 * them in the same way, and fetches those again.
 */
export async function findDamage(settings: Settings): Promise<Damage> {
  const home = javaHome(settings);
  const jars = allJars(settings).filter(({ file }) => existsSync(file));
  const damage = {
    jars: (await broken(jars.map(({ file, sha256 }) => [file, sha256]))).map((file) => path.basename(file)),
    java: (await broken(jreFiles(home))).map((file) => path.relative(home, file)),
  };
  if (damage.jars.length > 0) rmSync(path.join(settings.cache, 'jars', MEMORY), { force: true });
  if (damage.java.length > 0) rmSync(path.join(home, MEMORY), { force: true });
  return damage;
}

const NAMED = 3;

function some(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** A sentence on what is damaged and what mends it; undefined where nothing is. */
export function damageSentence({ jars, java }: Damage): string | undefined {
  const parts = [
    ...(java.length > 0 ? [`the Java runtime (${some(java)})`] : []),
    ...(jars.length > 0 ? [`${jars.length === 1 ? 'a jar' : `${jars.length} jars`} (${some(jars)})`] : []),
  ];
  if (parts.length === 0) return undefined;
  const it = java.length > 0 && jars.length === 0 ? 'it' : 'what is damaged';
  return `The downloads in the cache are damaged: ${parts.join(' and ')}. "npm start" fetches ${it} again.`;
}

/** Whether the set-up has to look at the downloads: something is missing there, or was found to be damaged. */
export function needSetUp(settings: Settings): boolean {
  const memories = [path.join(settings.cache, 'jars', MEMORY), path.join(javaHome(settings), MEMORY)];
  return [...memories, ...allJars(settings).map(({ file }) => file)].some((file) => !existsSync(file));
}
