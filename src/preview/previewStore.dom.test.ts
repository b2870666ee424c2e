import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStaticStore, type SessionStore } from "../session";
import { previewError } from "./previewError";
import { createPreviewStore, type PreviewStore } from "./previewStore";
import type { PreviewInputs } from "./previewOptions";
import { defaultSandbox } from "./previewOptions";

const url = "https://app.preview.bl.run/";
const store: SessionStore = createStaticStore(previewError("preview-not-found"));

const inputs = (more: Partial<PreviewInputs> = {}): PreviewInputs => ({
  store,
  process: undefined,
  preview: undefined,
  url,
  path: undefined,
  sandbox: defaultSandbox,
  enabled: true,
  timeoutMs: 120_000,
  pauseWhenHidden: false,
  readiness: undefined,
  accept: () => undefined,
  ...more,
});

const asked: string[] = [];
const page = () => new Response("<html>", { headers: { "timing-allow-origin": "*" } });
let answer = () => Promise.resolve(page());
let hidden = false;
let leave = () => {};
let preview: PreviewStore;
let frame: HTMLIFrameElement | undefined;

/** Renders as a component would: a frame whenever there is an address for it. */
function render() {
  const { src } = preview.getSnapshot();
  if (src === undefined) {
    frame?.remove();
    frame = undefined;
    preview.attach(null);
  } else if (!frame) {
    frame = document.createElement("iframe");
    frame.src = src;
    document.body.append(frame);
    preview.attach(frame);
  }
}

async function open(more?: Partial<PreviewInputs>) {
  preview = createPreviewStore(inputs(more));
  leave = preview.subscribe(render);
  render();
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(0);
}

const status = () => preview.getSnapshot().state.status;

async function ready(more?: Partial<PreviewInputs>) {
  await open(more);
  frame?.dispatchEvent(new Event("load"));
  await vi.advanceTimersByTimeAsync(0);
  expect(status()).toBe("ready");
  asked.length = 0;
}

async function look(isHidden: boolean) {
  hidden = isHidden;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  hidden = false;
  asked.length = 0;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  // The user is in this window, which jsdom never says.
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  answer = () => Promise.resolve(page());
  vi.stubGlobal("fetch", (input: string, { headers }: RequestInit) => {
    const token = new Headers(headers).get("X-Blaxel-Preview-Token");
    asked.push(token ? `${input} with ${token}` : input);
    return answer().then((response) => {
      Object.defineProperty(response, "url", { value: input });
      return response;
    });
  });
});

afterEach(async () => {
  leave();
  await vi.advanceTimersByTimeAsync(0);
  frame?.remove();
  frame = undefined;
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("what a preview asks", () => {
  it("is one question, before the engine is there, and none once it is shown", async () => {
    preview = createPreviewStore(inputs());
    expect(asked).toEqual([]);
    leave = preview.subscribe(render);
    expect(asked).toEqual([url]);
    render();
    await vi.dynamicImportSettled();
    frame?.dispatchEvent(new Event("load"));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(status()).toBe("ready");
    expect(asked).toEqual([url]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is one question when the tab is looked at again, and when the network is back", async () => {
    await ready();
    await look(true);
    await look(false);
    expect(asked).toHaveLength(1);
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    expect(status()).toBe("ready");
  });

  it("is nothing when nobody looks on any more", async () => {
    answer = () => Promise.resolve(new Response("", { status: 502 }));
    await open();
    leave();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is asked by its own path where one is given", async () => {
    await open({
      url: `${url}?bl_preview_token=s3cret`,
      readiness: { path: "/health" },
    });
    expect(asked).toEqual([`${url}health with s3cret`]);
  });
});

describe("a preview that was handed over", () => {
  const subscribe = vi.fn(() => () => undefined);
  beforeEach(() => subscribe.mockClear());
  const handedOver = () => open({ store: { ...store, subscribe } });

  it("asks for no session in the moment of the first paint, and for one soon after", async () => {
    await handedOver();
    expect(subscribe).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(subscribe).toHaveBeenCalledTimes(1);
  });

  it("asks for one at once when the app does not answer well", async () => {
    answer = () => Promise.resolve(new Response("", { status: 401 }));
    await handedOver();
    expect(subscribe).toHaveBeenCalledTimes(1);
  });
});

describe("invariant 10: the sandbox may sleep", () => {
  it("nothing is asked in a tab that has been hidden for a minute", async () => {
    answer = () => Promise.resolve(new Response("", { status: 502 }));
    await open();
    await look(true);
    await vi.advanceTimersByTimeAsync(70_000);
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(before);
    await look(false);
    expect(asked).toHaveLength(before + 1);
  });

  it("pauseWhenHidden lets go of the frame after a minute, and comes back when asked to", async () => {
    await ready({ pauseWhenHidden: true });
    await look(true);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(status()).toBe("ready");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(status()).toBe("asleep");
    expect(frame).toBeUndefined();
    await look(false);
    expect(status()).toBe("asleep");
    expect(asked).toEqual([]);
    preview.actions.retry();
    await vi.advanceTimersByTimeAsync(0);
    frame?.dispatchEvent(new Event("load"));
    expect(status()).toBe("ready");
  });

  it("without it, the page stays", async () => {
    await ready();
    await look(true);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(status()).toBe("ready");
    expect(frame?.isConnected).toBe(true);
  });
});

describe("invariant 7: every wait is bounded", () => {
  it("a probe that hangs is broken off after ten seconds, and asked again later", async () => {
    const signals: AbortSignal[] = [];
    vi.stubGlobal(
      "fetch",
      (_input: string, { signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => {
          signals.push(signal);
          signal.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    );
    await open();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2_001);
    expect(signals[0]?.aborted).toBe(true);
    expect(preview.getSnapshot().state.evidence.probe?.kind).toBe("timeout");
    expect(signals.length).toBeGreaterThan(1);
  });

  it("asks ever more slowly, and stops in the end", async () => {
    answer = () => Promise.resolve(new Response("", { status: 502 }));
    await open();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(status()).toBe("error");
    expect(asked.length).toBeLessThan(85);
    await vi.advanceTimersByTimeAsync(480_000);
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked.length).toBeLessThanOrEqual(before + 2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("is idle and asks nothing while it is not enabled, and starts when it is", async () => {
  await open({ enabled: false });
  expect(status()).toBe("idle");
  expect(asked).toEqual([]);
  preview.update(inputs());
  await vi.advanceTimersByTimeAsync(0);
  render();
  frame?.dispatchEvent(new Event("load"));
  await vi.advanceTimersByTimeAsync(0);
  expect(status()).toBe("ready");
});
