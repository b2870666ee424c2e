import type { BreakageState } from "../../settings";

type Change =
  | { backend: BreakageState["backend"] }
  | { slow: boolean }
  | { action: "expire-session" | "cut-streams" | "standby" };

/** What is broken now. */
export const readBreakage = (signal: AbortSignal) => ask({ signal });

/** Breaks or mends something; answers what is broken then. */
export const changeBreakage = (change: Change) =>
  ask({ method: "POST", body: JSON.stringify(change) });

async function ask(init: RequestInit): Promise<BreakageState> {
  const response = await fetch("/api/playground/breakage", {
    ...init,
    headers: { "X-Playground": "1" },
  });
  if (!response.ok) throw new Error(`The switch answered ${response.status}.`);
  return response.json();
}
