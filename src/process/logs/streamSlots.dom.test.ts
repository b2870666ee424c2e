// A page that has no Web Locks, as one on plain http: it cannot know of other tabs.
import { afterEach, expect, it, vi } from "vitest";
import { eventually } from "../../../testbed/eventually";
import { acquireSlot, type StreamSlot } from "./streamSlots";

const over = new AbortController();
afterEach(() => {
  over.abort();
  vi.restoreAllMocks();
});

const acquire = () =>
  acquireSlot({
    url: "http://127.0.0.1:1/s/x",
    use: () => "reader",
    extraMs: () => 0,
    signal: over.signal,
  });

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

it("holds nothing while it is hidden, and takes its places again when it is shown", async () => {
  const slots: StreamSlot[] = [];
  for (let count = 0; count < 4; count++) slots.push(await acquire());
  show("hidden");
  await eventually(() => expect(slots.every(({ signal }) => signal.aborted)).toBe(true));
  for (const slot of slots) slot.release();
  let isThere = false;
  const again = acquire().then((slot) => {
    isThere = true;
    return slot;
  });
  await Promise.resolve();
  expect(isThere).toBe(false);
  show("visible");
  expect((await again).signal.aborted).toBe(false);
});
