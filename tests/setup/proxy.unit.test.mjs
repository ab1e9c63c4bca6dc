import { describe, expect, it } from 'vitest';
import { downloadEnvironment } from '../../setup/proxy.mjs';

const PROXY = 'http://proxy.example:3128';

describe('a proxy holds for the jars', () => {
  it('when npm was told about it', () => {
    expect(downloadEnvironment({ npm_config_https_proxy: PROXY, npm_config_noproxy: 'localhost' })).toMatchObject({
      HTTPS_PROXY: PROXY,
      NO_PROXY: 'localhost',
    });
  });

  it('when pip was told about it, and about its certificates', () => {
    const pip = `global.cert='/etc/company.pem'\nglobal.proxy='${PROXY}'\n`;
    expect(downloadEnvironment({}, pip)).toEqual({ HTTPS_PROXY: PROXY, REQUESTS_CA_BUNDLE: '/etc/company.pem' });
  });

  it('and the environment’s own word comes first', () => {
    const env = { https_proxy: PROXY, npm_config_https_proxy: 'http://other.example' };
    expect(downloadEnvironment(env, "global.proxy='http://third.example'").HTTPS_PROXY).toBe(PROXY);
  });
});

it('without a proxy nothing is added', () => {
  expect(downloadEnvironment({ HOME: '/home/someone' }, '')).toEqual({ HOME: '/home/someone' });
});
