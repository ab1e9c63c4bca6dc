// Turns what npm, pip and jgo say about a failed download into sentences.
import { Problem } from './problem.mjs';

const CAUSES = [
  {
    pattern: /ENOSPC|EDQUOT|No space left on device|disk quota/i,
    happened: 'the disk is full',
    remedy: 'Make room, then run the same command again: it goes on where it stopped.',
  },
  {
    pattern: /ProxyError|(Cannot|Unable to) connect to proxy|ERR_PROXY|407 |Proxy Authentication/i,
    happened: 'the proxy could not be reached or refused the connection',
    remedy:
      'Check the proxy settings (HTTPS_PROXY, npm config get https-proxy, pip config list), then run the same command again.',
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SSLError|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|unable to get local issuer/i,
    happened: "the server's certificate is not trusted here, as it is behind some companies' proxies",
    remedy:
      "Point to your company's certificates: NODE_EXTRA_CA_CERTS, PIP_CERT and REQUESTS_CA_BUNDLE each name a .pem file.",
  },
  {
    pattern: /DO NOT MATCH THE HASHES|EINTEGRITY|integrity checksum failed/i,
    happened: 'what arrived is not what was expected (its checksum is wrong), so it was thrown away',
    remedy: 'Run the same command again; if it happens again, a proxy or mirror changes files on their way.',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|NewConnectionError|NameResolutionError|Read ?timed ?out|ConnectTimeout|Connection (refused|reset|aborted)|Temporary failure in name resolution|Network is unreachable/i,
    happened: 'the network could not be reached',
    remedy:
      'Check the connection (or, behind a proxy, HTTPS_PROXY), then run the same command again: it goes on where it stopped.',
  },
];

/**
 * The problem behind a tool's failed download.
 *
 * @param {string} what what was being downloaded, as the subject of a sentence
 * @param {string} output everything the tool said
 */
export function downloadProblem(what, output) {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  if (cause) return new Problem(`${what} could not be downloaded: ${cause.happened}.`, cause.remedy, lastWords(output));
  return new Problem(
    `${what} could not be downloaded.`,
    'Run the same command again; it goes on where it stopped.',
    lastWords(output),
  );
}

/** Frames of stack traces, npm's empty lines and log, pip's attempts: none says more than the rest. */
const NOISE = /^\s+(at |File ")|^npm error$|^npm (warn|error A complete log)|^WARNING: Retrying/;

/** The last lines that a tool wrote, without noise. */
export function lastWords(output, lines = 6) {
  return output
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !NOISE.test(line))
    .slice(-lines)
    .join('\n');
}
