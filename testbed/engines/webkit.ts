import { setTimeout as pause } from "node:timers/promises";
import type { Engine, EnginePage } from "./engine";
import { startDisplay } from "./display";
import { makeHome } from "./home";
import { undoable } from "./undoable";
import { startWebDriver, type CallDriver } from "./webDriver";

interface Session {
  sessionId: string;
  capabilities: { browserVersion: string };
}

/** WebKitGTK's MiniBrowser, through its WebDriver, on an X server without a screen. */
export async function launchWebKit(): Promise<Engine> {
  const { started, undo } = await undoable(async (onUndo) => {
    const home = await makeHome();
    onUndo(home.remove);
    const display = await startDisplay(home.env, onUndo);
    const call = await startWebDriver(home, display, onUndo);
    const session = await call<Session>("POST", "/session", {
      capabilities: { alwaysMatch: { pageLoadStrategy: "none" } },
    });
    onUndo(() => call("DELETE", `/session/${session.sessionId}`));
    return { call, session, first: await call<string>("GET", windowOf(session)) };
  });
  return {
    version: started.session.capabilities.browserVersion,
    open: windowOpener(started),
    close: undo,
  };
}

const windowOf = ({ sessionId }: Session) => `/session/${sessionId}/window`;

/** A session acts on one window at a time, so what is asked of several is asked in turn. */
function windowOpener({
  call,
  session,
  first,
}: {
  call: CallDriver;
  session: Session;
  first: string;
}): Engine["open"] {
  const path = `/session/${session.sessionId}`;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(handle: string, act: () => Promise<Value>): Promise<Value> => {
    const done = last.then(async () => {
      await call("POST", windowOf(session), { handle });
      return act();
    });
    // The next one's turn comes all the same; the failure is told where it was asked for.
    last = done.catch(() => undefined);
    return done;
  };

  const pageIn = (handle: string): EnginePage => ({
    async evaluate<Value>(expression: string) {
      const { value, error } = await inTurn(handle, () =>
        call<{ value: Value; error?: string }>("POST", `${path}/execute/async`, {
          script: inScript(expression),
          args: [],
        }),
      );
      if (error !== undefined) throw new Error(error);
      return value;
    },
    close: () => inTurn(handle, () => call("DELETE", windowOf(session))),
  });

  return async (url) => {
    const { handle } = await inTurn(first, () =>
      call<{ handle: string }>("POST", `${windowOf(session)}/new`, { type: "window" }),
    );
    await inTurn(handle, () => call("POST", `${path}/url`, { url }));
    const page = pageIn(handle);
    // Told to wait, the driver would wait for all frames as well.
    const signal = AbortSignal.timeout(OPEN_MS);
    while (!(await page.evaluate(IS_THERE).catch(notYet))) await pause(50, undefined, { signal });
    return page;
  };
}

const OPEN_MS = 30_000;
const IS_THERE = `location.href !== "about:blank" && document.readyState !== "loading"`;

/** The document that was asked has just given way to the one that is waited for. */
function notYet(error: Error): boolean {
  if (error.message.includes("before the unload event")) return false;
  throw error;
}

const inScript = (expression: string) =>
  `const [done] = arguments;
  (async () => (${expression}))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
