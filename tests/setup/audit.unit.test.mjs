import { expect, it } from 'vitest';
import { report } from '../../setup/audit.mjs';

const advisory = (name, severity) => ({
  name,
  severity,
  range: '<2.0.0',
  title: `${name} reads too much`,
  url: `https://example.org/${name}`,
});

it('each advisory is named once, the worst first', () => {
  const vulnerabilities = {
    a: { via: [advisory('a', 'low')] },
    b: { via: [advisory('b', 'critical'), 'a'] },
    uses: { via: ['a', advisory('b', 'critical')] },
  };
  const { text, code } = report({ vulnerabilities });
  expect(code).toBe(1);
  expect(text).toBe(
    'critical  b <2.0.0: b reads too much\n          https://example.org/b\n' +
      'low       a <2.0.0: a reads too much\n          https://example.org/a\n2 advisories.\n',
  );
});

it('none is good news', () => {
  expect(report({ vulnerabilities: {} })).toEqual({ text: 'No advisory is known about the npm packages.\n', code: 0 });
});

it('a registry without advisories is no good news', () => {
  const refused = { statusCode: 405, message: '405 Method Not Allowed - POST https://mirror.example.org/advisories' };
  const { text, code } = report(refused);
  expect(code).toBe(2);
  expect(text).toContain('has no advisories to ask for: 405 Method Not Allowed\n');
  expect(text).not.toContain('mirror');
});

it('nor is one that does not answer', () => {
  expect(report({ error: { summary: 'getaddrinfo ENOTFOUND' } })).toMatchObject({
    code: 2,
    text: expect.stringContaining('could not be asked for advisories: getaddrinfo ENOTFOUND'),
  });
});
