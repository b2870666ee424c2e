import { isSession, type PreviewRecord, type Workspace } from "../control";
import type { Exchange } from "./exchange";
import type { Fault } from "./fault";
import type { FaultInForce } from "./registry";

type InForce = FaultInForce<Fault>;

/** Takes tokens and sessions away, and counts the requests that meet the gap. */
export interface Withdrawals {
  /** Carries out `expire-token` or `delete-session`. Returns which exchanges it concerns. */
  start(entry: InForce): (exchange: Exchange) => boolean;
  /** Counts a request that comes with an ended token, or to a deleted address. */
  meet(exchange: Exchange): void;
}

/** Makes the withdrawals of one workspace. */
export function createWithdrawals(workspace: Workspace): Withdrawals {
  const affected = new Map<InForce, (exchange: Exchange) => boolean>();

  const start = (entry: InForce) => {
    const { fault } = entry;
    const previews = concerned(workspace, fault);
    const ids = new Set(previews.map(({ id }) => id));
    const tokens = new Set(previews.flatMap((preview) => preview.tokens.map(({ value }) => value)));
    if (fault.type === "expire-token") {
      const now = Date.now();
      for (const preview of previews) {
        for (const token of preview.tokens) token.expiresAt = Math.min(token.expiresAt, now);
      }
    } else {
      for (const preview of previews) workspace.deletePreview(preview);
    }
    const isAffected = ({ preview, token, unknownId }: Exchange) =>
      fault.type === "expire-token"
        ? token !== undefined && tokens.has(token)
        : ids.has(preview?.id ?? unknownId ?? "");
    affected.set(entry, isAffected);
    entry.onEnd(() => affected.delete(entry));
    return isAffected;
  };

  return {
    start,
    meet: (exchange) => {
      if (exchange.target.method === "OPTIONS") return;
      for (const [entry, isAffected] of affected) if (isAffected(exchange)) entry.fire();
    },
  };
}

function concerned(workspace: Workspace, { type, on }: Fault): PreviewRecord[] {
  const kind = on?.kind ?? (type === "delete-session" ? "session" : undefined);
  return [...workspace.sandboxes.values()]
    .filter(({ name }) => on?.sandbox === undefined || on.sandbox === name)
    .flatMap(({ previews }) => [...previews.values()])
    .filter(
      (preview) =>
        preview.status === "DEPLOYED" &&
        (on?.preview === undefined || on.preview === preview.name) &&
        (kind === undefined || isSession(preview) === (kind === "session")),
    );
}
