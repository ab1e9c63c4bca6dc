/** A file that belongs to a living process: the one that made it and holds it open. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { holdsOpen } from './identity.js';

const Owner = z.object({
  pid: z.number().int().positive(),
  /** The file descriptor under which it holds the file open. */
  descriptor: z.number().int(),
  /** What the person typed, or what it does. */
  command: z.string(),
  /** The folder in which it was started. */
  folder: z.string().default(''),
  /** When it made the file, ISO 8601. */
  since: z.string().default(''),
});
/** Whose a file is. */
export type Owner = z.infer<typeof Owner>;

/** A file without an owner is one whose writer is between creating and filling it, or died there. */
const UNFINISHED_MS = 2_000;

interface Claim {
  text: string;
  /** Undefined where the text is no owner (yet). */
  owner?: Owner;
  ageMs: number;
}

/** What came of an attempt: the open descriptor, or who has the file; undefined for one who has not signed it yet. */
export type Attempt = { descriptor: number } | { owner: Owner | undefined };

/** Makes a file this process's own, unless another living process has it. Of two at the same time one gets it. */
export async function takeFile(file: string, command: string): Promise<Attempt> {
  mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    const descriptor = create(file);
    if (descriptor !== undefined) return { descriptor: sign(file, descriptor, command) };
    const claim = readClaim(file);
    if (!claim) continue;
    if (await isHeld(file, claim)) return { owner: claim.owner };
    removeAbandoned(file, claim.text);
  }
}

/** Undefined where the file is there already. */
function create(file: string): number | undefined {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

/** Writes whose the file is. What can't be signed, on a full disk for example, does not stay. */
function sign(file: string, descriptor: number, command: string): number {
  const { pid } = process;
  const owner: Owner = { pid, descriptor, command, folder: process.cwd(), since: new Date().toISOString() };
  try {
    writeSync(descriptor, JSON.stringify(owner));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    rmSync(file, { force: true });
    throw error;
  }
}

/** The living process to which a file belongs; undefined where there is none, and the file is removed then. */
export async function ownerOf(file: string): Promise<Owner | undefined> {
  const claim = readClaim(file);
  if (!claim) return undefined;
  if (await isHeld(file, claim)) return claim.owner;
  removeAbandoned(file, claim.text);
  return undefined;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The claim as it stands in its file; undefined where there is none. */
function readClaim(file: string): Claim | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const ageMs = Date.now() - statSync(file).mtimeMs;
    return { text, ageMs, owner: parseOwner(text) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Removes the file of a process that is gone. A living one that took its place in between is put back. */
function removeAbandoned(file: string, seen: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === seen) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function isHeld(file: string, { owner, ageMs }: Claim): Promise<boolean> {
  return owner ? holdsOpen(owner.pid, owner.descriptor, file) : ageMs < UNFINISHED_MS;
}
