import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SessionStoreContext } from "../session";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { useProcess } from "./useProcess";
import { useProcessLogs } from "./useProcessLogs";

let bed: ProcessTestbed;
beforeEach(async () => {
  bed = await startProcessTestbed();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await bed.close();
});

const count = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";

function Log() {
  const process = useProcess({ name: "counter", command: count });
  const { lines, status } = useProcessLogs(process);
  return (
    <>
      <p>{status}</p>
      <pre>{lines.map(({ text }) => text).join(" ")}</pre>
    </>
  );
}

const openStreams = () =>
  bed.local
    .requests()
    .filter(({ path, durationMs }) => path.endsWith("/logs/stream") && durationMs === undefined);
const printed = () => (document.querySelector("pre")?.textContent ?? "").split(" ").filter(Boolean);

/** Hides or shows the tab, and lets a minute pass for whatever waits for that. */
function hide(hidden: boolean) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(hidden ? "hidden" : "visible");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  document.dispatchEvent(new Event("visibilitychange"));
  vi.advanceTimersByTime(61_000);
  vi.useRealTimers();
}

it("invariant 10: a tab hidden for a minute lets go of the stream and comes back without losing a line", async () => {
  render(
    <SessionStoreContext.Provider value={bed.store}>
      <Log />
    </SessionStoreContext.Provider>,
  );
  await waitFor(() => expect(printed().length).toBeGreaterThan(5));
  hide(true);
  await waitFor(() => expect(openStreams()).toEqual([]));
  const before = printed().length;
  expect(screen.getByText("paused")).toBeVisible();
  hide(false);
  await waitFor(() => expect(printed().length).toBeGreaterThan(before + 20));
  expect(printed()).toEqual(printed().map((_, index) => String(index + 1)));
  expect(bed.processes()).toHaveLength(1);
});

it("invariant 10: a stream that nobody reads is let go", async () => {
  const { unmount } = render(
    <SessionStoreContext.Provider value={bed.store}>
      <Log />
    </SessionStoreContext.Provider>,
  );
  await waitFor(() => expect(openStreams()).toHaveLength(1));
  unmount();
  await waitFor(() => expect(openStreams()).toEqual([]));
  expect(bed.processes()[0]?.status).toBe("running");
});
