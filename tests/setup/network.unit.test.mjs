import { describe, expect, it } from 'vitest';
import { downloadProblem, lastWords } from '../../setup/network.mjs';

describe('a failed download', () => {
  it.each([
    ['no network', 'npm error code EAI_AGAIN', /network could not be reached/],
    ['no network for pip', 'NewConnectionError: [Errno -3] Temporary failure in name resolution', /network could not/],
    ['a proxy that refuses', 'ProxyError: Unable to connect to proxy, NewConnectionError', /proxy.*refused/],
    ['a strange certificate', 'SSLError: [SSL: CERTIFICATE_VERIFY_FAILED]', /certificate is not trusted/],
    ['a changed file', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES', /checksum is wrong/],
    ['a full disk', "OSError: [Errno 28] No space left on device: '/x'", /disk is full/],
  ])('by %s says so and what to do', (_, output, words) => {
    const problem = downloadProblem('The jar a:b:1', output);
    expect(problem.message).toMatch(words);
    expect(problem.message).toMatch(/^The jar a:b:1 could not be downloaded/);
    expect(problem.remedy).not.toBe('');
  });

  it('of another kind still ends in what to do, with the tool’s own words', () => {
    const problem = downloadProblem('The jar a:b:1', 'npm error something new');
    expect(problem.remedy).toMatch(/Run the same command again/);
    expect(problem.details).toBe('npm error something new');
  });

  it('shows no stack trace', () => {
    expect(lastWords('Error: oops\n    at run (file.js:1:2)\n\n  File "x.py", line 1\nlast')).toBe('Error: oops\nlast');
  });
});
