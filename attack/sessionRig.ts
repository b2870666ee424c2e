import { dehydrate, QueryClient } from "@tanstack/react-query";
import { expect } from "vitest";
import { isSandboxError } from "blaxel-react";
import { createSimulation, json, simulatedStore, START } from "../testbed/simulation";
import { saidBy } from "./said";

/** What nothing that is said may carry. */
export const TOKEN = "secret-token-4711";
export const session = {
  name: "session-1",
  url: "https://sandbox.example/s/1",
  token: TOKEN,
  expiresAt: new Date(START + 900_000).toISOString(),
};
/** How long a page is watched, in milliseconds. */
export const FAR = 600_000;

/** What a page says and does ten minutes after its endpoint began to answer like that. */
export async function play(answer: () => unknown) {
  const simulation = createSimulation();
  const queryClient = new QueryClient();
  const asked: string[] = [];
  const starts: number[] = [];
  const { fetch } = simulation.environment;
  simulation.environment.fetch = (url, init) => {
    asked.push(url);
    starts.push(simulation.now());
    return fetch(url, init);
  };
  simulation.answer = async () => answer() as Response;
  const store = simulatedStore(simulation, { queryClient });
  const events: unknown[] = [];
  store.observe((event) => events.push(event, "error" in event ? saidBy(event.error) : ""));
  const leave = store.subscribe(() => {});
  await simulation.advance(500);
  const first = store.getSnapshot();
  await simulation.advance(FAR);
  const last = store.getSnapshot();
  const caught = await store.credential({ signal: AbortSignal.abort() }).catch(saidBy);
  leave();
  const said = [
    ...[first, last].map(
      (one) => JSON.stringify(one) + saidBy(one.error) + saidBy(one.refreshError),
    ),
    JSON.stringify(events),
    JSON.stringify(dehydrate(queryClient, { shouldDehydrateQuery: () => true })),
    typeof caught === "string" ? caught : "",
  ].join("\n");
  return { first, last, said, asked: new Set(asked), starts };
}

/** An honest error at the door; nothing but the endpoint is asked, seldom, and no token is said. */
export async function refusedAsInvalid(answer: () => unknown) {
  const { first, said, asked, starts } = await play(answer);
  expect(first.status).toBe("error");
  expect(isSandboxError(first.error)).toBe(true);
  expect(first.error?.kind).toBe("endpoint-invalid");
  expect(first.error?.hint).not.toBe("");
  expect(first.previewUrl).toBeUndefined();
  expect(said).not.toContain(TOKEN);
  expect([...asked]).toEqual(["/api/sandbox"]);
  expect(starts.length).toBeLessThan(20);
}

export type Changes = Record<string, unknown>;
export const withSession = (changes: Changes, more: Changes = {}) =>
  json({ session: { ...session, ...changes }, ...more });
