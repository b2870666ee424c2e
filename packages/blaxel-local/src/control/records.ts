import type { SandboxApi } from "../api";

/** A JSON object of the control plane whose other fields are kept as they came. */
export type Fields = Record<string, unknown>;

/** One sandbox that the control plane knows. */
export interface SandboxRecord {
  readonly name: string;
  readonly createdAt: Date;
  updatedAt: Date;
  metadata: Fields;
  spec: Fields;
  /** Only a deployed one is served. */
  status: "DEPLOYED" | "DEPLOYING" | "ARCHIVED" | "DELETING" | "TERMINATED";
  /** Another one after the sandbox was restored or unarchived. */
  api: SandboxApi;
  /** Requests to it that are open, and when the last one began or ended, in milliseconds. */
  readonly use: { open: number; lastAt: number };
  /** Settles when all of one that is over is gone. */
  over: Promise<void> | undefined;
  readonly schedules: Map<string, Fields>;
  readonly previews: Map<string, PreviewRecord>;
}

/** One preview. A session is a private preview on port 443, which is the sandbox API itself. */
export interface PreviewRecord {
  readonly name: string;
  /** What the address bears: `/s/<id>` or `<id>.localhost`. */
  readonly id: string;
  readonly sandbox: SandboxRecord;
  readonly createdAt: Date;
  updatedAt: Date;
  /** The port that the preview listens on by itself, with `previewOrigin: "port"`. */
  ownPort: number | undefined;
  status: "DEPLOYED" | "DELETING";
  spec: PreviewSpec;
  tokens: TokenRecord[];
}

/** What a preview is made with. */
export interface PreviewSpec {
  port: number;
  public: boolean;
  expires: string | undefined;
  ttl: string | undefined;
  prefixUrl: string | undefined;
  customDomain: string | undefined;
  requestHeaders: Record<string, string> | undefined;
  responseHeaders: Record<string, string> | undefined;
}

/** One token of a preview. */
export interface TokenRecord {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** The port whose previews are sessions: they lead to the sandbox API instead of an app. */
export const SESSION_PORT = 443;

/** Whether a preview is a session. */
export const isSession = (preview: PreviewRecord) => preview.spec.port === SESSION_PORT;

/** When a preview ends, in milliseconds since the epoch; infinite unless it was made to expire. */
export function previewEnd(preview: PreviewRecord): number {
  const { expires, ttl } = preview.spec;
  const ends = [Infinity];
  if (expires !== undefined) ends.push(Date.parse(expires));
  if (ttl !== undefined) ends.push(preview.createdAt.getTime() + (ttlMs(ttl) ?? Infinity));
  return Math.min(...ends);
}

const UNITS: Record<string, number> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

/** Milliseconds of a Blaxel duration such as `30m`, `24h` or `7d`. */
export function ttlMs(ttl: string): number | undefined {
  const match = /^(\d+)([smhdw])$/.exec(ttl);
  const unit = UNITS[match?.[2] ?? ""];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
