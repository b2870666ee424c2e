import { shownWindow } from "../../core";

/** How long a page may be kept busy without a break. */
const SLICE_MS = 6;

/** Lets everything else in the page run: input, painting, other messages. */
function yieldToPage(): Promise<void> {
  if (typeof MessageChannel === "undefined") return new Promise((done) => setTimeout(done));
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      done();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** Breaks long work up: `pause` yields when the work since the last break took too long. */
export function timeSlices(): { pause(): Promise<void> | undefined } {
  let since = performance.now();
  return {
    pause() {
      if (performance.now() - since < SLICE_MS) return undefined;
      return yieldToPage().then(() => {
        since = performance.now();
      });
    },
  };
}

const HIDDEN_MS = 200;

/** Calls back at the next frame of a window that is seen, or soon where none is painted. */
export function atNextFrame(callback: () => void): void {
  if (typeof document === "undefined") {
    setTimeout(callback);
    return;
  }
  const view = shownWindow();
  const frame = view?.requestAnimationFrame(() => {
    clearTimeout(timer);
    callback();
  });
  // A window that is closed or hidden meanwhile paints no frame.
  const timer = setTimeout(() => {
    if (frame !== undefined) view?.cancelAnimationFrame(frame);
    callback();
  }, HIDDEN_MS);
}
