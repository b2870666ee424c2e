import { describe, expect, it } from "vitest";
import { inheritedEnv } from "./processEnv";

const PASSED = {
  PATH: "/usr/bin",
  HOME: "/home/ann",
  USER: "ann",
  LOGNAME: "ann",
  SHELL: "/bin/bash",
  SHELL_ARGS: "-c",
  TERM: "xterm",
  COLORTERM: "truecolor",
  TMPDIR: "/var/tmp",
  TZ: "Europe/Rome",
  LANG: "it_IT.UTF-8",
  LANGUAGE: "it",
  LC_ALL: "C",
  LC_MESSAGES: "C",
  HTTPS_PROXY: "http://proxy.example:3128",
  http_proxy: "proxy.example:3128",
  no_proxy: ".example",
  NODE_USE_ENV_PROXY: "1",
  NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
  SSL_CERT_FILE: "/etc/ca.pem",
  npm_config_registry: "https://mirror.example/npm/",
  NPM_CONFIG_CAFILE: "/etc/ca.pem",
  COREPACK_NPM_REGISTRY: "https://mirror.example/npm/",
  VOLTA_HOME: "/home/ann/.volta",
  PYENV_ROOT: "/home/ann/.pyenv",
  LD_LIBRARY_PATH: "/opt/lib",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
};

const KEPT_BACK = {
  // What looks like a secret …
  GITHUB_TOKEN: "x",
  MY_SECRET: "x",
  // … and what does not.
  DATABASE_URL: "postgres://ann:pw@db.example/app",
  SENTRY_DSN: "x",
  KUBECONFIG: "/home/ann/.kube/config",
  AWS_PROFILE: "production",
  SSH_AUTH_SOCK: "/tmp/agent",
  DOCKER_HOST: "unix:///run/docker.sock",
  OPENAI: "x",
  PGPASSFILE: "/home/ann/.pgpass",
  // What steers other programs.
  NODE_OPTIONS: "--require=/home/ann/x.cjs",
  NODE_ENV: "test",
  CI: "true",
  GIT_DIR: "/home/ann/app/.git",
  BASH_ENV: "/home/ann/x.sh",
  LD_PRELOAD: "/home/ann/x.so",
  npm_config__auth: "x",
  npm_config_userconfig: "/home/ann/.npmrc",
  "npm_config_//mirror.example/:_authToken": "x",
  "BASH_FUNC_x%%": "() { :; }",
  path: "x",
  LC_: "x",
};

describe("what a process inherits", () => {
  it("is what programs need to run, and nothing else", () => {
    expect(inheritedEnv({ ...PASSED, ...KEPT_BACK })).toEqual(PASSED);
  });

  it("is no address with a user and a password in it", () => {
    const withPassword = {
      HTTPS_PROXY: "http://ann:pw@proxy.example:3128",
      http_proxy: "ann:pw@proxy.example:3128",
      npm_config_registry: "https://ann@mirror.example/",
    };
    expect(inheritedEnv(withPassword)).toEqual({});
    expect(inheritedEnv(withPassword, ["HTTPS_PROXY"])).toEqual({
      HTTPS_PROXY: withPassword.HTTPS_PROXY,
    });
  });

  it("is what else was named, if it is there", () => {
    const env = { ...KEPT_BACK, PATH: "/usr/bin", UNSET: undefined };
    expect(inheritedEnv(env, ["DATABASE_URL", "NODE_OPTIONS", "UNSET", "toString"])).toEqual({
      PATH: "/usr/bin",
      DATABASE_URL: KEPT_BACK.DATABASE_URL,
      NODE_OPTIONS: KEPT_BACK.NODE_OPTIONS,
    });
  });
});
