import type { Profile } from "./profile";
import type { RecordedRequest } from "./requestLog";

/**
 * Options of `startLocalSandbox`. All have defaults, and none makes it listen to the network.
 *
 * @example
 * ```ts
 * const options: LocalSandboxOptions = { port: 4600, root: "./sandboxes", profile: "A" };
 * ```
 */
export interface LocalSandboxOptions {
  /** The port to listen on. `0`, the default, takes a free one. */
  port?: number | undefined;
  /**
   * The folder that holds one folder for each sandbox, which is that sandbox's `/`. What is in it
   * stays when the server ends. By default a temporary folder that is removed on `close()` or, when
   * this process was killed, by the next start.
   */
  root?: string | undefined;
  /** Which server to behave like: `"B"` (newer, default) or `"A"` (older, with its quirks). */
  profile?: Profile | undefined;
  /**
   * Where previews answer: `"subdomain"` (default) is `http://<id>.localhost:PORT`, another site for
   * a browser, as on Blaxel; `"port"` gives each preview a port of its own on 127.0.0.1, for Safari
   * and Node, which do not resolve `*.localhost`.
   */
  previewOrigin?: "subdomain" | "port" | undefined;
  /** The name of the workspace. Default `local`. */
  workspace?: string | undefined;
  /**
   * The API key that the control plane asks for: at least 20 characters, 8 different ones among them,
   * since a page that guesses it could run programs on this machine. A random one by default.
   */
  apiKey?: string | undefined;
  /**
   * Whether the gateway's own refusals carry the preview's `responseHeaders`. Default `true`. What
   * Blaxel does is not known; without them a browser reports a 401 as a network error.
   */
  errorCors?: boolean | undefined;
  /**
   * Whether a private preview that is opened with `bl_preview_token` gets a cookie, so that its assets
   * and WebSockets are let in. Default `true`; `false` behaves like a browser that blocks it. With `"first"`
   * a browser that has one gets no other, with a newer token, until the first token has ended.
   */
  previewCookie?: boolean | "first" | undefined;
  /**
   * What the app sees behind its preview's id in `Host`, such as `.preview.bl.run`: shows here already
   * which dev servers refuse Blaxel's host names. By default it sees the local address.
   */
  appHostSuffix?: string | undefined;
  /** The largest request body, in bytes. Default 6 MiB: Blaxel's edge refuses more than about 5 MB. */
  maxBodyBytes?: number | undefined;
  /** After how many milliseconds without an answer the edge gives up with 504. Default 60 000; 0: never. */
  edgeTimeoutMs?: number | undefined;
  /** How long the control plane shows `DELETING` before 404, in milliseconds. Default 50. */
  deletionMs?: number | undefined;
  /** Variables for the processes of every sandbox. */
  sandboxEnv?: Record<string, string> | undefined;
  /**
   * Names of variables that the processes of every sandbox get from this process's environment, as
   * `["DATABASE_URL"]`, on top of those that programs need to run (`PATH`, `HOME` and the like). One
   * that is not set is left out. Default: none, so that no secret gets there by accident.
   */
  passEnv?: readonly string[] | undefined;
  /**
   * What the processes of a sandbox see: `"namespace"`, files and ports of their own, with the machine's
   * programs read-only (Linux with `bwrap` and `pasta`), or `"none"`, the default: the machine's, with the
   * sandbox's folder as the working directory and only the ports of Node mapped. `"auto"`, which is what
   * the command does by default, takes the first where the machine allows it.
   */
  isolation?: "auto" | "namespace" | "none" | undefined;
  /** Called when a request has ended, with its token left out. */
  onRequest?: ((request: RecordedRequest) => void) | undefined;
}

/** What a header can carry, as the SDK sends both. */
const HEADER_VALUE = /^[\x21-\x7e]+$/;

/** Throws a `TypeError` that says which option cannot work. */
export function checkOptions(options: LocalSandboxOptions): void {
  const { port, profile, previewOrigin, apiKey, workspace, isolation } = options;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new TypeError("port must be a whole number from 0 to 65535");
  }
  if (apiKey !== undefined && (apiKey.length < 20 || new Set(apiKey).size < 8)) {
    throw new TypeError(
      "apiKey can be guessed: leave it out for a random one, or give at least 20 characters, 8 different ones among them",
    );
  }
  const { passEnv = [] } = options;
  if (!Array.isArray(passEnv) || !passEnv.every((name) => /^[^=\0]+$/.test(name))) {
    throw new TypeError("passEnv must be a list of names of variables");
  }
  if (profile !== undefined && !["A", "B"].includes(profile)) {
    throw new TypeError('profile must be "A" or "B"');
  }
  if (previewOrigin !== undefined && !["subdomain", "port"].includes(previewOrigin)) {
    throw new TypeError('previewOrigin must be "subdomain" or "port"');
  }
  if (isolation !== undefined && !["auto", "namespace", "none"].includes(isolation)) {
    throw new TypeError('isolation must be "auto", "namespace" or "none"');
  }
  for (const [name, text] of Object.entries({ apiKey, workspace })) {
    if (text !== undefined && !HEADER_VALUE.test(text)) {
      throw new TypeError(`${name} must be visible ASCII characters, without a space`);
    }
  }
  // A limit that is no number would be none.
  for (const name of ["maxBodyBytes", "edgeTimeoutMs", "deletionMs"] as const) {
    const { [name]: limit = 0 } = options;
    if (!(limit >= 0 && limit < Infinity)) {
      throw new TypeError(`${name} must be a number from 0`);
    }
  }
}
