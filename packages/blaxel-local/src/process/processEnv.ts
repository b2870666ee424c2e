/** Variables that belong to the tools around the server rather than to a sandbox. */
const OF_THE_SERVER =
  /^(npm_|VITEST|VITE_|JEST_|PLAYWRIGHT_|STORYBOOK|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|NODE_CHANNEL|NODE_UNIQUE_ID$|NODE_V8_COVERAGE$|FORCE_COLOR$|PORT$|HOST$|HOSTNAME$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$|BL_|BLAXEL_)/;
/** Variables that carry a secret by the look of their name. */
const SECRET =
  /(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|(^|_)AUTH($|_))/i;

/** The server's environment as a process in a sandbox may see it: without secrets. */
export function inheritedEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || OF_THE_SERVER.test(name)) continue;
    if (SECRET.test(name) && name !== "SSH_AUTH_SOCK") continue;
    inherited[name] = value;
  }
  return inherited;
}

/** Adds our preload to `NODE_OPTIONS` without losing what is there. */
export function withNodeOption(
  env: Record<string, string>,
  option: string,
): Record<string, string> {
  const others = env["NODE_OPTIONS"];
  return { ...env, NODE_OPTIONS: others ? `${others} ${option}` : option };
}
