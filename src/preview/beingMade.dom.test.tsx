import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { SandboxProvider, useSandboxSession } from "../session";
import { refresherChunk } from "../session/refresherChunk";
import { usePreview } from ".";

beforeAll(async () => {
  // Loading takes real time, and there is none under fake timers.
  await refresherChunk.load();
  await import("./previewEngine");
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const headers = (retryAfter: number) => ({
  "retry-after": `${retryAfter}`,
  "content-type": "application/problem+json",
});

/** The backend says that the sandbox is being made, until the function that this returns is called. */
function makingFor(retryAfter: number) {
  let isMade = false;
  vi.stubGlobal("fetch", async () => {
    if (!isMade) {
      const body = { kind: "sandbox-unavailable" };
      return Response.json(body, { status: 503, headers: headers(retryAfter) });
    }
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const url = "https://sandbox.example/s";
    return Response.json({ session: { name: "session-1", url, token: "token", expiresAt } });
  });
  return () => {
    isMade = true;
  };
}

function Page({ timeoutMs }: { timeoutMs?: number }) {
  const session = useSandboxSession();
  const preview = usePreview({ title: "My app", ...(timeoutMs && { timeoutMs }) });
  return (
    <>
      <p role="status">{session.status}</p>
      <p role="note">{preview.status}</p>
      <p role="alert">
        {[session.error, preview.error]
          .map((error) => error && `${error.kind}: ${error.hint}`)
          .join()}
      </p>
    </>
  );
}

let pages = 0;

async function open(timeoutMs?: number) {
  render(
    <SandboxProvider endpoint={`/api/sandbox/${pages++}`}>
      <Page {...(timeoutMs && { timeoutMs })} />
    </SandboxProvider>,
  );
  await pass(0);
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const shown = () => [screen.getByRole("status").textContent, screen.getByRole("note").textContent];

it.each([1, 5, 60, 600])(
  "a sandbox that is being made for ever (Retry-After: %i) is an error in the end",
  async (retryAfter) => {
    const finish = makingFor(retryAfter);
    await open();
    if (retryAfter < 120) {
      await pass(30_000);
      expect(shown()).toEqual(["pending", "waiting"]);
    }
    await pass(150_000);
    expect(shown()).toEqual(["error", "error"]);
    expect(screen.getByRole("alert")).toHaveTextContent("timeout: Look at the backend's log.");
    finish();
    await pass(700_000);
    expect(screen.getByRole("status")).toHaveTextContent("ready");
  },
);

it("a preview with a limit of its own ends then, and sends the reader to the backend", async () => {
  makingFor(5);
  await open(20_000);
  await pass(19_000);
  expect(shown()).toEqual(["pending", "waiting"]);
  await pass(2_000);
  expect(shown()).toEqual(["pending", "error"]);
  expect(screen.getByRole("alert")).toHaveTextContent("timeout: Look at the backend's log.");
});

it("a preview that may take longer waits longer", async () => {
  makingFor(5);
  await open(600_000);
  await pass(590_000);
  expect(shown()).toEqual(["error", "waiting"]);
  await pass(20_000);
  expect(shown()).toEqual(["error", "error"]);
});
