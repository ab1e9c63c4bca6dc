/**
 * Paths as Flink reads and writes them. Flink takes what follows the scheme as it stands: `%20` is three characters to it,
 * and a space, an apostrophe or an umlaut is itself. So a path must not become a URL on its way.
 * See https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/filesystems/overview/
 */
import path from 'node:path';

/** `s3:`, `file:`, `hdfs:`, but not the letter of a drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Whether a text names its file system, and is a location rather than a path of this machine. */
export function isLocation(text: string): boolean {
  return SCHEME.test(text);
}

/** The location of an absolute path of this machine. */
export function locationOf(file: string): string {
  const slashes = path.sep === '\\' ? file.replaceAll('\\', '/') : file;
  return `file://${slashes.startsWith('/') ? '' : '/'}${slashes}`;
}

/** The path of a location on this machine; undefined if it is on another file system. */
export function pathOf(location: string): string | undefined {
  if (path.isAbsolute(location)) return location;
  // Flink writes file:/folder as well as file:///folder.
  const file = /^file:(?:\/\/)?(\/[^/].*)$/i.exec(location)?.[1];
  return file === undefined ? undefined : path.normalize(path.sep === '\\' ? file.slice(1) : file);
}
