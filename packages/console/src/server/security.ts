/** What a browser lets the console's pages do, and how a request of anybody else's is refused. */
import type { GuardedServerOptions, PageRules, Refusal } from '@workbook/services';
import { secureHeaders } from 'hono/secure-headers';
import { TOKEN_HEADER } from '../api/session.js';
import { ConsoleProblem } from './problem.js';

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

/** @param token of this process's own; see the session's route */
export function pageRules(token: string): PageRules {
  return { token, tokenHeader: TOKEN_HEADER, isData: (path) => path.startsWith('/api/') };
}

/** As every problem of the console: a sentence as JSON. */
export const describeRefusal: GuardedServerOptions['describe'] = (refusal) => ({
  type: 'application/json',
  body: JSON.stringify(problemOfRefusal(refusal)),
});

function problemOfRefusal({ code, why }: Refusal): ConsoleProblem {
  if (code !== 'stale-token') {
    return new ConsoleProblem('foreign', `The console answers only its own pages. This request is refused: ${why}`);
  }
  return new ConsoleProblem(
    'stale-token',
    'This page was opened before the console was started again, so nothing was changed. Load the page again.',
  );
}
