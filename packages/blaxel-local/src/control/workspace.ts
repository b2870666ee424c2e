import { randomBytes, randomInt } from "node:crypto";
import type { SandboxApi } from "../api";
import { ControlError } from "./controlError";
import { createLifetimes } from "./lifetime";
import { environment } from "./sandboxSpec";
import type { Fields, PreviewRecord, PreviewSpec, SandboxRecord, TokenRecord } from "./records";

/** What a workspace needs from the server around it. */
export interface WorkspaceOptions {
  /** Starts the sandbox of that name. */
  startSandbox(name: string, env: Record<string, string>): SandboxApi;
  /** Copies of sandboxes' folders. */
  copies: FolderCopies;
  /** The address of a preview that asks for none: the same whenever it is made again. */
  previewId(sandbox: string, preview: string): string;
  /** Called when a sandbox's processes are gone, to remove what it kept on disk. */
  removeSandbox(name: string): Promise<void>;
  /** A new preview: gives it an address. Rejects when it cannot have one. */
  openPreview(preview: PreviewRecord): Promise<void>;
  /** A preview that is served no more. */
  closePreview(preview: PreviewRecord): void;
  /** How long a deletion takes, in milliseconds. */
  deletionMs: number;
}

/** Copies of what sandboxes keep on disk, each by an id. */
export interface FolderCopies {
  take(sandbox: string, id: string): Promise<void>;
  /** Puts a copy in the place of the folder of a sandbox that does not run. */
  restore(sandbox: string, id: string): Promise<void>;
  drop(id: string): Promise<void>;
}

/** Everything that the control plane knows: sandboxes, their previews, and the previews' tokens. */
export interface Workspace {
  readonly sandboxes: ReadonlyMap<string, SandboxRecord>;
  /** The preview of that id while it is served. */
  previewById(id: string): PreviewRecord | undefined;
  readonly copies: FolderCopies;
  /** A new sandbox, its folder empty or the copy of that id. Rejects when the name is taken. */
  createSandbox(
    name: string | undefined,
    metadata: Fields,
    spec: Fields,
    copyId?: string,
  ): Promise<SandboxRecord>;
  /** Replaces what it was made with. Its next processes find the new variables. */
  updateSandbox(sandbox: SandboxRecord, metadata: Fields, spec: Fields): void;
  deleteSandbox(sandbox: SandboxRecord): void;
  /** Ends everything that runs in it, and keeps its folder, previews and tokens. */
  archive(sandbox: SandboxRecord): Promise<void>;
  /** Starts it anew on its folder, to which `whileStopped` may do what it likes. */
  restart(sandbox: SandboxRecord, whileStopped?: () => Promise<void>): Promise<void>;
  /** Notes that a request to it begins (1) or ends (-1). */
  noteUse(sandbox: SandboxRecord, change: 1 | -1): void;
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
  const starting = new Set<string>();
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

  const lifetimes = createLifetimes((sandbox) => {
    sandbox.status = "TERMINATED";
    sandbox.updatedAt = new Date();
    sandbox.over = end(sandbox, () => options.removeSandbox(sandbox.name));
  });

  const stop = async (sandbox: SandboxRecord, status: "ARCHIVED" | "DEPLOYING") => {
    sandbox.status = status;
    sandbox.updatedAt = new Date();
    await sandbox.api.close();
  };

  return {
    sandboxes,
    copies: options.copies,
    previewById: (id) => {
      const preview = previews.get(id);
      return preview?.sandbox.status === "DEPLOYED" ? preview : undefined;
    },

    async createSandbox(name = `sandbox-${randomText(8)}`, metadata, spec, copyId) {
      if (!SANDBOX_NAME.test(name)) {
        throw new ControlError(
          400,
          "metadata.name must be at most 63 lower-case letters, digits and dashes",
        );
      }
      if (starting.has(name)) {
        throw new ControlError(409, `Sandbox ${name} is being created`, {
          code: "SANDBOX_ALREADY_EXISTS",
          reason: "CREATION_IN_PROGRESS",
        });
      }
      starting.add(name);
      try {
        // One of that name that is over may still be leaving its folder.
        const before = sandboxes.get(name)?.over;
        if (before) await before;
        if (copyId !== undefined) await options.copies.restore(name, copyId);
        const now = new Date();
        const sandbox: SandboxRecord = {
          name,
          createdAt: now,
          updatedAt: now,
          metadata,
          spec,
          status: "DEPLOYED",
          api: options.startSandbox(name, environment(spec)),
          use: { open: 0, lastAt: now.getTime() },
          over: undefined,
          schedules: new Map(),
          previews: new Map(),
        };
        sandboxes.set(name, sandbox);
        lifetimes.watch(sandbox);
        return sandbox;
      } finally {
        starting.delete(name);
      }
    },

    updateSandbox(sandbox, metadata, spec) {
      sandbox.metadata = metadata;
      sandbox.spec = spec;
      sandbox.updatedAt = new Date();
      sandbox.api.setEnv(environment(spec));
      lifetimes.watch(sandbox);
    },

    archive: (sandbox) => stop(sandbox, "ARCHIVED"),

    async restart(sandbox, whileStopped) {
      if (sandbox.status === "DEPLOYED") await stop(sandbox, "DEPLOYING");
      await whileStopped?.();
      sandbox.api = options.startSandbox(sandbox.name, environment(sandbox.spec));
      sandbox.status = "DEPLOYED";
      sandbox.updatedAt = new Date();
      lifetimes.watch(sandbox);
    },

    noteUse(sandbox, change) {
      sandbox.use.open += change;
      sandbox.use.lastAt = Date.now();
    },

    deleteSandbox(sandbox) {
      const ended = sandbox.over ?? end(sandbox, () => options.removeSandbox(sandbox.name));
      sandbox.status = "DELETING";
      after(options.deletionMs, () => {
        void ended.finally(() => sandboxes.delete(sandbox.name));
      });
    },

    async createPreview(sandbox, name, spec) {
      const { prefixUrl } = spec;
      const id =
        prefixUrl === undefined
          ? options.previewId(sandbox.name, name)
          : PREVIEW_ID.test(prefixUrl) && `${prefixUrl}-preview`;
      if (id === false || !PREVIEW_ID.test(id)) {
        throw new ControlError(
          400,
          "spec.prefixUrl must be at most 55 lower-case letters, digits and dashes",
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
      lifetimes.close();
      for (const sandbox of sandboxes.values()) {
        if (sandbox.status === "DEPLOYED" || sandbox.status === "DEPLOYING") void end(sandbox);
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
