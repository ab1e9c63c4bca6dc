/** The page itself: one HTML file for every address, and what it loads, whose names change with their content. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServiceError } from '@workbook/services';
import { Hono } from 'hono';

const PUBLIC = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'public');
const YEAR_S = 365 * 24 * 3600;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Page {
  /** The HTML for every address of the console. */
  html: string;
  /** Changes with what the page consists of. */
  version: string;
  /** Serves what the page loads, under `/assets/`. */
  assets: Hono;
}

/**
 * Reads the built page into memory, so that a rebuild below a running console changes nothing for its open pages.
 * @throws ServiceError when it is not built
 */
export function loadPage(folder: string = PUBLIC): Page {
  const files = new Map<string, Buffer<ArrayBuffer>>();
  let html: string;
  try {
    html = readFileSync(path.join(folder, 'index.html'), 'utf8');
    for (const name of readdirSync(path.join(folder, 'assets'))) {
      files.set(name, readFileSync(path.join(folder, 'assets', name)));
    }
  } catch (error) {
    throw new ServiceError('The console’s page is not built. "npm start" builds it.', { cause: error });
  }
  const assets = new Hono();
  assets.get('/:name', (c) => {
    const name = c.req.param('name');
    const bytes = files.get(name);
    if (!bytes) return c.notFound();
    return c.body(bytes, 200, {
      'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream',
      'cache-control': `public, max-age=${YEAR_S}, immutable`,
    });
  });
  return { html, version: createHash('sha256').update(html).digest('hex').slice(0, 12), assets };
}
