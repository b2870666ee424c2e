import { guarded } from "../core";
import { SandboxError } from "../errors";
import type { SandboxSession, SessionStore } from "../session";

/**
 * A session in a state of its own. What is left out is as in a session that works.
 *
 * @example
 * ```ts
 * const session: SessionFixture = { status: "expired" };
 * ```
 */
export interface SessionFixture {
  /** Default `"ready"`. */
  status?: SandboxSession["status"] | undefined;
  /** Default one hour from now. */
  expiresAt?: Date | undefined;
  /** Why it failed, for `"error"` and `"expired"`. */
  error?: SandboxError | undefined;
  isRefreshing?: boolean | undefined;
  refreshError?: SandboxError | undefined;
  notRenewed?: boolean | undefined;
  nextRefreshAt?: Date | undefined;
  /** Addresses of previews by name. */
  previews?: Readonly<Record<string, string>> | undefined;
  /** Called by `refresh()`. */
  onRefresh?: (() => void) | undefined;
}

const HOUR_MS = 3_600_000;

const unavailable = () =>
  new SandboxError({
    kind: "sandbox-unavailable",
    message: "There is no sandbox behind this test.",
    hint: "Give `sandbox` to have tasks run with an instance of your own.",
    retryable: false,
  });

function failureOf(fixture: SessionFixture): SandboxError {
  return (
    fixture.error ??
    new SandboxError({
      kind: fixture.status === "expired" ? "session-expired" : "endpoint-unreachable",
      message: "The session failed, as the test asked for.",
      hint: "Give `session.error` to choose another error.",
      retryable: true,
    })
  );
}

function stateOf(fixture: SessionFixture): SandboxSession {
  const { status = "ready", previews = {}, onRefresh } = fixture;
  const facts = {
    isRefreshing: fixture.isRefreshing ?? false,
    refreshError: fixture.refreshError,
    notRenewed: fixture.notRenewed ?? false,
    nextRefreshAt: fixture.nextRefreshAt,
    previewUrl: Object.values(previews)[0],
    previews,
    refresh: async () => {
      guarded(() => onRefresh?.());
    },
  };
  const name = "session";
  const expiresAt = fixture.expiresAt ?? new Date(Date.now() + HOUR_MS);
  switch (status) {
    case "ready":
      return { ...facts, status, name, expiresAt, error: undefined };
    case "expired":
      return { ...facts, status, name, expiresAt, error: failureOf(fixture) };
    case "error":
      return { ...facts, status, name: undefined, expiresAt: undefined, error: failureOf(fixture) };
    case "pending":
      return { ...facts, status, name: undefined, expiresAt: undefined, error: undefined };
  }
}

/** A store that is what the fixture says and never asks an endpoint. */
export function createSessionFixture(fixture: SessionFixture): SessionStore {
  const state = stateOf(fixture);
  const refuse = () => Promise.reject(unavailable());
  const nothing = () => {};
  return {
    scope: undefined,
    enabled: true,
    subscribe: () => nothing,
    getSnapshot: () => state,
    getServerSnapshot: () => state,
    peek: () => undefined,
    credential: refuse,
    replace: refuse,
    preview: () => undefined,
    replacePreview: refuse,
    observe: () => nothing,
  };
}
