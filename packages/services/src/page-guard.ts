/**
 * Who may talk to a web page's server on 127.0.0.1: the pages that it served itself, and nobody else. Loopback alone keeps
 * no web page out, for a browser sends requests there for whoever asks.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface PageRules {
  /** What a page needs for changes and for a WebSocket; only own pages are told. */
  token: string;
  /** The header in which a change brings the token; without one, nothing can be changed. */
  tokenHeader?: string;
  /** Whether this path holds data: a link on another site's page may open a page, and no data. */
  isData: (path: string) => boolean;
}

/** What arrived, before anything else looked at it. */
export interface Asked {
  method?: string;
  /** As it stands in the request's first line: anything. */
  url?: string;
  headers: IncomingHttpHeaders;
}

export interface Refusal {
  code: 'malformed' | 'foreign' | 'stale-token';
  /** A sentence. */
  why: string;
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);
/** Stands for this server where only the path counts. */
const HERE = 'http://127.0.0.1';

/**
 * Why a request is refused: it came under another name than this machine's own (a foreign domain can point to 127.0.0.1),
 * from another web page, or wants a change without the page's token.
 * @param port the port that the server listens on
 */
export function refusalOf(
  { method = '', url = '', headers }: Asked,
  port: number,
  rules: PageRules,
): Refusal | undefined {
  const { host = '', origin } = headers;
  if (!namesOf(port).includes(host)) return { code: 'foreign', why: `It was sent to "${host}".` };
  if (origin !== undefined && origin !== `http://${host}`) {
    return { code: 'foreign', why: `It comes from the page "${origin}".` };
  }
  const path = parse(url)?.pathname;
  if (path === undefined) return { code: 'malformed', why: 'It names no path of this server.' };
  if (isFromElsewhere(headers) && (headers['sec-fetch-mode'] !== 'navigate' || rules.isData(decoded(path)))) {
    return { code: 'foreign', why: 'It comes from the page of another site.' };
  }
  if (SAFE_METHODS.has(method)) return undefined;
  const given = rules.tokenHeader === undefined ? undefined : headers[rules.tokenHeader];
  if (sameText(String(given ?? ''), rules.token)) return undefined;
  return { code: 'stale-token', why: 'It brings no valid token.' };
}

/** Whether a WebSocket may be opened: a page always sends its origin, so what sends none is no page. */
export function mayConnect(
  { url = '', headers: { host = '', origin } }: Asked,
  port: number,
  rules: PageRules,
): boolean {
  if (!namesOf(port).includes(host) || origin !== `http://${host}`) return false;
  return sameText(parse(url)?.searchParams.get('token') ?? '', rules.token);
}

function namesOf(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** The first line of a request may say anything: `//`, `http://elsewhere/`, `*`. */
function parse(url: string): URL | undefined {
  if (!url.startsWith('/')) return undefined;
  try {
    return new URL(HERE + url);
  } catch {
    return undefined;
  }
}

/** Routes are found by the decoded path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
