import type { IncomingMessage } from "node:http";
import type { PreviewRecord, SandboxRecord, Workspace } from "../control";

/** Where a request is headed. `url` is what the addressed part sees: without prefix and token. */
export type Visit =
  | { kind: "health" }
  | { kind: "control"; url: string }
  | {
      kind: "session";
      preview: PreviewRecord;
      sandbox: SandboxRecord;
      url: string;
      token: string | undefined;
    }
  | {
      kind: "preview";
      preview: PreviewRecord;
      sandbox: SandboxRecord;
      url: string;
      token: string | undefined;
    }
  | { kind: "direct"; sandbox: SandboxRecord; url: string }
  | { kind: "unknown"; what: "preview" | "sandbox" | "route"; name: string }
  | { kind: "foreign-host" }
  /** A page of another origin asks for what only programs with an API key may have. */
  | { kind: "foreign-page" };

/** What the gateway looks addresses up in. */
export interface Directory {
  workspace: Workspace;
  /** The preview that listens on that port by itself. */
  previewAtPort(port: number): PreviewRecord | undefined;
  /** Whether a `Host` names this server, and the preview's label when it names one. */
  readHost(request: IncomingMessage): { own: true; label: string | undefined } | { own: false };
}
