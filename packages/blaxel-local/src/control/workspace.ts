import { randomBytes, randomInt } from "node:crypto";
import type { SandboxApi } from "../api";
import { ControlError } from "./controlError";
import { isFields } from "./requestBody";
import type { Fields, PreviewRecord, PreviewSpec, SandboxRecord, TokenRecord } from "./records";

/** What a workspace needs from the server around it. */
export interface WorkspaceOptions {
  /** Starts the sandbox of that name. */
  startSandbox(name: string, env: Record<string, string>): SandboxApi;
  /** Called when a sandbox's processes are gone, to remove what it kept on disk. */
  removeSandbox(name: string): Promise<void>;
  /** A new preview: gives it an address. Rejects when it cannot have one. */
  openPreview(preview: PreviewRecord): Promise<void>;
  /** A preview that is served no more. */
  closePreview(preview: PreviewRecord): void;
  /** How long a deletion takes, in milliseconds. */
  deletionMs: number;
}

/** Everything that the control plane knows: sandboxes, their previews, and the previews' tokens. */
export interface Workspace {
  readonly sandboxes: ReadonlyMap<string, SandboxRecord>;
  /** The preview of that id while it is served. */
  previewById(id: string): PreviewRecord | undefined;
  createSandbox(name: string | undefined, metadata: Fields, spec: Fields): SandboxRecord;
  deleteSandbox(sandbox: SandboxRecord): void;
  createPreview(sandbox: SandboxRecord, name: string, spec: PreviewSpec): Promise<PreviewRecord>;
  deletePreview(preview: PreviewRecord): void;
  createToken(preview: PreviewRecord, name: string, expiresAt: number): TokenRecord;
  /** Ends every sandbox at once. */
  close(): Promise<void>;
}

const SANDBOX_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const PREVIEW_ID = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Makes an empty workspace. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const sandboxes = new Map<string, SandboxRecord>();
  const previews = new Map<string, PreviewRecord>();
  const endings = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();

  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const withdraw = (preview: PreviewRecord) => {
    if (preview.status === "DELETING") return;
    preview.status = "DELETING";
    previews.delete(preview.id);
    options.closePreview(preview);
  };

  const end = (sandbox: SandboxRecord, whenEnded?: () => Promise<void>) => {
    for (const preview of sandbox.previews.values()) withdraw(preview);
    const ending = sandbox.api
      .close()
      .then(whenEnded)
      .finally(() => endings.delete(ending));
    endings.add(ending);
    return ending;
  };

  return {
    sandboxes,
    previewById: (id) => previews.get(id),

    createSandbox(name = `sandbox-${randomText(8)}`, metadata, spec) {
      if (!SANDBOX_NAME.test(name)) {
        throw new ControlError(
          400,
          "metadata.name must be at most 63 lower-case letters, digits and dashes",
        );
      }
      const now = new Date();
      const sandbox: SandboxRecord = {
        name,
        createdAt: now,
        updatedAt: now,
        metadata,
        spec,
        status: "DEPLOYED",
        api: options.startSandbox(name, environment(spec)),
        previews: new Map(),
      };
      sandboxes.set(name, sandbox);
      return sandbox;
    },

    deleteSandbox(sandbox) {
      sandbox.status = "DELETING";
      const ended = end(sandbox, () => options.removeSandbox(sandbox.name));
      after(options.deletionMs, () => {
        void ended.finally(() => sandboxes.delete(sandbox.name));
      });
    },

    async createPreview(sandbox, name, spec) {
      const id = spec.prefixUrl ?? randomText(22);
      if (!PREVIEW_ID.test(id)) {
        throw new ControlError(
          400,
          "spec.prefixUrl must be a label of lower-case letters and digits",
        );
      }
      if (previews.has(id)) throw new ControlError(409, `The URL prefix ${id} is already taken`);
      const now = new Date();
      const preview: PreviewRecord = {
        name,
        id,
        sandbox,
        createdAt: now,
        updatedAt: now,
        ownPort: undefined,
        status: "DEPLOYED",
        spec,
        tokens: [],
      };
      // Taken before the address is, so that a second creation of this name meets it.
      sandbox.previews.set(name, preview);
      previews.set(id, preview);
      try {
        await options.openPreview(preview);
      } catch (error) {
        sandbox.previews.delete(name);
        previews.delete(id);
        throw error;
      }
      return preview;
    },

    deletePreview(preview) {
      withdraw(preview);
      after(options.deletionMs, () => {
        if (preview.sandbox.previews.get(preview.name) === preview) {
          preview.sandbox.previews.delete(preview.name);
        }
      });
    },

    createToken(preview, name, expiresAt) {
      const token: TokenRecord = { name, value: randomBytes(24).toString("hex"), expiresAt };
      preview.tokens.push(token);
      return token;
    },

    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const sandbox of sandboxes.values()) {
        if (sandbox.status === "DEPLOYED") void end(sandbox);
      }
      sandboxes.clear();
      await Promise.all(endings);
    },
  };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

function randomText(length: number): string {
  // Begins with a letter, as a host name's label should.
  let text = LETTERS.charAt(randomInt(26));
  while (text.length < length) text += LETTERS.charAt(randomInt(LETTERS.length));
  return text;
}

/** `spec.runtime.envs`: a list of names and values. */
function environment(spec: Fields): Record<string, string> {
  const { runtime } = spec;
  const listed = isFields(runtime) ? runtime["envs"] : undefined;
  const env: Record<string, string> = {};
  if (!Array.isArray(listed)) return env;
  for (const entry of listed as unknown[]) {
    if (!isFields(entry)) continue;
    const { name, value } = entry;
    if (typeof name === "string" && typeof value === "string") env[name] = value;
  }
  return env;
}
