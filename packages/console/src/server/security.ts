/**
 * Who may talk to the console: pages that it served itself, and nobody else. Loopback alone keeps no web page out, for a
 * browser sends requests to 127.0.0.1 for whoever asks.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { TOKEN_HEADER } from '../api/session.js';
import { ConsoleProblem } from './problem.js';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** A token of this process's own. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Nothing from elsewhere, nothing inline: text that got into the page by mistake would still not run. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
});

/**
 * Refuses requests under another name than this machine's own (a foreign domain can point to 127.0.0.1), requests of other
 * web pages, and changes without the page's token.
 */
export function onlyOwnPages(port: () => number, token: string): MiddlewareHandler {
  const names = () => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!names().includes(host)) throw foreign(`It was sent to "${host}".`);
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) throw foreign(`It comes from the page "${origin}".`);
    if (isFromElsewhere(c.req.header('sec-fetch-site'), c.req.header('sec-fetch-mode'), c.req.path)) {
      throw foreign('It comes from the page of another site.');
    }
    if (!SAFE_METHODS.has(c.req.method) && !sameToken(c.req.header(TOKEN_HEADER), token)) {
      throw new ConsoleProblem(
        'stale-token',
        'This page was opened before the console was started again, so nothing was changed. Load the page again.',
      );
    }
    await next();
  };
}

/** A link from elsewhere may open a page; it may not fetch data, nor open what leads to a secret. */
function isFromElsewhere(site: string | undefined, mode: string | undefined, path: string): boolean {
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return mode !== 'navigate' || path.startsWith('/api/');
}

function foreign(how: string): ConsoleProblem {
  return new ConsoleProblem('foreign', `The console answers only its own pages. This request is refused: ${how}`);
}

function sameToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
