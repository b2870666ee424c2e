/** What of the server's environment a process cannot do without, or a user expects everywhere. */
const PASSED = [
  // Where programs, their libraries and the user's folders are, and who the user is.
  /^(PATH|LD_LIBRARY_PATH|HOME|USER|LOGNAME|TMPDIR|SHELL|SHELL_ARGS)$/,
  // Where version managers find the programs that stand in PATH.
  /^(ASDF_DIR|ASDF_DATA_DIR|MISE_DATA_DIR|NODENV_ROOT|NVM_DIR|PROTO_HOME|PYENV_ROOT|VOLTA_HOME)$/,
  /^(LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLORTERM)$/,
  // The way to the network.
  /^(https?|no|all)_proxy$|^(HTTPS?|NO|ALL)_PROXY$|^NODE_USE_(ENV_PROXY|SYSTEM_CA)$/,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^npm_config_(registry|cafile|proxy|https?_proxy|noproxy)$/i,
  /^(COREPACK_NPM_REGISTRY|YARN_NPM_REGISTRY_SERVER)$/,
  /^(DO_NOT_TRACK|[A-Z]+_TELEMETRY_DISABLED)$/,
];
const ADDRESS = /proxy|registry/i;
const WITH_USER = /^(\w+:\/\/)?[^/]*@/;

/**
 * The server's environment as a process in a sandbox may see it: what is on the list and has no
 * user or password in it, and what was named.
 */
export function inheritedEnv(
  env: NodeJS.ProcessEnv,
  named: readonly string[] = [],
): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (named.includes(name) || isPassed(name, value))) {
      inherited[name] = value;
    }
  }
  return inherited;
}

function isPassed(name: string, value: string): boolean {
  if (!PASSED.some((pattern) => pattern.test(name))) return false;
  return !(ADDRESS.test(name) && WITH_USER.test(value));
}

/** Adds our preload to `NODE_OPTIONS` without losing what is there. */
export function withNodeOption(
  env: Record<string, string>,
  option: string,
): Record<string, string> {
  const others = env["NODE_OPTIONS"];
  return { ...env, NODE_OPTIONS: others ? `${others} ${option}` : option };
}
