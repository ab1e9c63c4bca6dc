// npm run audit: what the npm registry knows against the packages that are installed.
import { auditNpmPackages } from './npm.mjs';
import { root } from './places.mjs';

const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'];

/**
 * Prints each advisory with its package and its page.
 *
 * @param {NodeJS.WritableStream} out
 * @returns {Promise<number>} the exit code: 1 where there is an advisory, 2 where nobody can say
 */
export async function audit(out) {
  const { text, code } = report(await auditNpmPackages(root));
  out.write(text);
  return code;
}

/** @param npm what `npm audit --json` has printed */
export function report({ vulnerabilities, statusCode, message, error }) {
  if (!vulnerabilities) {
    const reason = message || error?.summary || 'it gave no reason';
    const what = statusCode
      ? 'The registry that npm uses has no advisories to ask for'
      : 'The registry that npm uses could not be asked for advisories';
    return { text: `${what}: ${firstLine(reason)}\nNothing is known for or against these packages.\n`, code: 2 };
  }
  const advisories = Object.values(vulnerabilities).flatMap(({ via }) =>
    via.filter((entry) => typeof entry === 'object'),
  );
  const known = [...new Map(advisories.map((advisory) => [advisory.url, advisory])).values()];
  if (known.length === 0) return { text: 'No advisory is known about the npm packages.\n', code: 0 };
  const order = ({ severity }) => SEVERITIES.indexOf(severity);
  const lines = known
    .toSorted((a, b) => order(a) - order(b))
    .map(
      ({ severity, name, range, title, url }) => `${severity.padEnd(9)} ${name} ${range}: ${title}\n          ${url}\n`,
    );
  return { text: `${lines.join('')}${known.length === 1 ? '1 advisory' : `${known.length} advisories`}.\n`, code: 1 };
}

/** Without the address that was asked: it may be a company's own. */
function firstLine(text) {
  return text.split('\n')[0].replace(/ - (GET|POST) \S+$/, '');
}
