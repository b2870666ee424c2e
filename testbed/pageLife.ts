// Takes the network from the page of a browser test, and opens tabs that can be put in the background
// and frozen. Both by the DevTools protocol, so that the browser itself tells the page.
import type { BrowserCommand } from "vitest/node";
import type { CDPSession, Page } from "playwright";

const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/**
 * Puts the page offline for the addresses that match, and on line again without any. The rest goes
 * on: it is how the test itself is steered.
 */
const cutNetwork: BrowserCommand<[urlPattern: string | null]> = async (context, urlPattern) => {
  const session = await devtoolsOf(context);
  const offline = urlPattern !== null;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditionsByRule", {
    matchedNetworkConditions: offline ? [{ urlPattern, offline, ...UNLIMITED }] : [],
  });
  await session.send("Network.overrideNetworkState", { offline, ...UNLIMITED });
};

interface Reply {
  result?: { value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

/** A tab beside Playwright's own, whose pages it keeps visible and focused whatever happens. */
export class Tab {
  readonly #browser: CDPSession;
  readonly #targetId: string;
  readonly #sessionId: string;
  #last = 0;

  private constructor(browser: CDPSession, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** Comes to the front of the last window, or has one of its own, beside which others stay visible. */
  static async open(browser: CDPSession, url: string, { newWindow = false } = {}): Promise<Tab> {
    const { targetId } = await browser.send("Target.createTarget", {
      url,
      // Without any window yet, Chromium opens one only where this is not said.
      ...(newWindow && { newWindow }),
    });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId });
    return new Tab(browser, targetId, sessionId);
  }

  send(method: string, params: object): Promise<Reply> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const listen = ({ sessionId, message }: { sessionId: string; message: string }) => {
        if (sessionId !== this.#sessionId) return;
        const reply = JSON.parse(message);
        if (reply.id !== id) return;
        this.#browser.off("Target.receivedMessageFromTarget", listen);
        if (reply.error) reject(new Error(reply.error.message));
        else resolve(reply.result);
      };
      this.#browser.on("Target.receivedMessageFromTarget", listen);
      const message = JSON.stringify({ id, method, params });
      this.#browser
        .send("Target.sendMessageToTarget", { sessionId: this.#sessionId, message })
        .catch(reject);
    });
  }

  /** The value of an expression in the tab, awaited. */
  async valueOf(expression: string): Promise<unknown> {
    const { result, exceptionDetails: thrown } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
    return result?.value;
  }

  show = () => this.#browser.send("Target.activateTarget", { targetId: this.#targetId });
  close = () => this.#browser.send("Target.closeTarget", { targetId: this.#targetId });
}

let tab: Tab | undefined;
let other: Tab | undefined;

const openTab: BrowserCommand<[url: string]> = async (context, url) => {
  const browser = await context.context.browser()?.newBrowserCDPSession();
  if (!browser) throw new Error("There is no browser.");
  tab = await Tab.open(browser, url);
  // The second one comes to the front of the same window.
  other = await Tab.open(browser, "about:blank");
};

const inTab: BrowserCommand<[expression: string]> = async (_context, expression) => {
  if (!tab) throw new Error("No tab is open.");
  return tab.valueOf(expression);
};

const showTab: BrowserCommand<[shown: boolean]> = async (_context, shown) => {
  await (shown ? tab : other)?.show();
};

const freezeTab: BrowserCommand<[frozen: boolean]> = async (_context, frozen) => {
  await tab?.send("Page.setWebLifecycleState", { state: frozen ? "frozen" : "active" });
};

const closeTab: BrowserCommand = async () => {
  await Promise.all([tab?.close(), other?.close()]);
  tab = other = undefined;
};

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** A session of the DevTools protocol with the page of the test. */
function devtoolsOf({ page, context }: Parameters<BrowserCommand>[0]): Promise<CDPSession> {
  const session = sessions.get(page) ?? context.newCDPSession(page);
  sessions.set(page, session);
  return session;
}

/** Collects all garbage; the size of what is left, in bytes. */
const collectGarbage: BrowserCommand = async (context) => {
  const devtools = await devtoolsOf(context);
  await devtools.send("HeapProfiler.collectGarbage");
  return (await devtools.send("Runtime.getHeapUsage")).usedSize;
};

/** Shows the page on a screen that has so many pixels to each of CSS; 0: as it was. */
const setPixelRatio: BrowserCommand<[ratio: number]> = async (context, deviceScaleFactor) => {
  const devtools = await devtoolsOf(context);
  await devtools.send("Emulation.setDeviceMetricsOverride", {
    width: 0,
    height: 0,
    deviceScaleFactor,
    mobile: false,
  });
};

/** Composes texts one after the other in the field that has the focus, as an input method does, and takes the last. */
const compose: BrowserCommand<[texts: string[]]> = async (context, texts) => {
  const devtools = await devtoolsOf(context);
  for (const text of texts) {
    const end = text.length;
    await devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: end,
      selectionEnd: end,
    });
  }
  await devtools.send("Input.insertText", { text: texts.at(-1) ?? "" });
};

export const pageLifeCommands = {
  collectGarbage,
  setPixelRatio,
  compose,
  cutNetwork,
  openTab,
  inTab,
  showTab,
  freezeTab,
  closeTab,
};

declare module "vitest/browser" {
  interface BrowserCommands {
    collectGarbage(): Promise<number>;
    setPixelRatio(ratio: number): Promise<void>;
    compose(texts: string[]): Promise<void>;
    cutNetwork(urlPattern: string | null): Promise<void>;
    openTab(url: string): Promise<void>;
    inTab(expression: string): Promise<unknown>;
    showTab(shown: boolean): Promise<void>;
    freezeTab(frozen: boolean): Promise<void>;
    closeTab(): Promise<void>;
  }
}
