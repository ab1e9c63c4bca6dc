// The lock of the jars: one a line, `folder group:artifact:version[:classifier] sha256`.
import { Problem } from './problem.mjs';

const COORDINATE = /^[\w.-]+:[\w.-]+:[\w.-]+(:[\w.-]+)?$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads the lock. A jar that several folders share appears in each of them.
 *
 * @param {string} text the lock's text
 * @returns {{folder: string, coordinate: string, sha256: string, path: string}[]} path is relative to the jars' folder
 */
export function parseLock(text) {
  const jars = [];
  const known = new Map();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [folder, coordinate, sha256, ...rest] = line.trim().split(/\s+/);
    if (!COORDINATE.test(coordinate ?? '') || !SHA256.test(sha256 ?? '') || rest.length > 0) {
      throw damaged(`line ${index + 1} is not "folder group:artifact:version sha256": ${line.trim()}`);
    }
    if ((known.get(coordinate) ?? sha256) !== sha256) {
      throw damaged(`line ${index + 1} gives ${coordinate} another SHA-256 than an earlier line`);
    }
    known.set(coordinate, sha256);
    jars.push({ folder, coordinate, sha256, path: jarPath(coordinate) });
  }
  return jars;
}

function jarPath(coordinate) {
  const [group, artifact, version, classifier] = coordinate.split(':');
  return `${group}/${[artifact, version, classifier].filter(Boolean).join('-')}.jar`;
}

function damaged(what) {
  return new Problem(
    `The list of jars is damaged: in packages/services/jars.lock, ${what}.`,
    'Put the file back as it was: git checkout packages/services/jars.lock',
  );
}
