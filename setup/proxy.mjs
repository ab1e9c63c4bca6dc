// A learner tells one tool about a proxy and expects that all know: what npm and pip were told holds for the jars too.

/**
 * The environment for a Python program that downloads over `requests` or pip.
 *
 * @param {NodeJS.ProcessEnv} env what is set here wins; npm puts its own configuration in it, as `npm_config_*`
 * @param {string} [pipConfig] the output of `pip config list`
 * @returns {NodeJS.ProcessEnv}
 */
export function downloadEnvironment(env, pipConfig = '') {
  const fromPip = (key) => new RegExp(`^(?:global|:env:)\\.${key}='(.+)'$`, 'm').exec(pipConfig)?.[1];
  const proxy =
    env.HTTPS_PROXY ||
    env.https_proxy ||
    env.ALL_PROXY ||
    env.all_proxy ||
    fromPip('proxy') ||
    env.npm_config_https_proxy ||
    env.npm_config_proxy;
  const certificates = env.REQUESTS_CA_BUNDLE || env.CURL_CA_BUNDLE || fromPip('cert') || env.npm_config_cafile;
  const exceptions = env.NO_PROXY || env.no_proxy || env.npm_config_noproxy;
  return {
    ...env,
    ...(proxy && { HTTPS_PROXY: proxy }),
    ...(certificates && { REQUESTS_CA_BUNDLE: certificates }),
    ...(exceptions && { NO_PROXY: exceptions }),
  };
}
