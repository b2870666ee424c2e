// A frame loads pages that the kit did not send it to: moved in the document, by its app, by the user.
import { useEffect } from "react";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { askPage } from "../../testbed/framedPage";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { previewFrame, previewSection, previewState } from "../../testbed/shownPreview";
import { SandboxProvider, useSandboxSession } from "../session";
import { SandboxPreview } from ".";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp({ previews: { app: 3000, secret: { port: 3000, public: false } } });
});
afterAll(() => app.stop());
beforeEach(() => app.mode("page"));
afterEach(() => cleanup());

let refresh: () => Promise<unknown> = () => Promise.resolve();
function Refresh() {
  const session = useSandboxSession();
  useEffect(() => {
    ({ refresh } = session);
  }, [session]);
  return null;
}

async function show(preview?: string) {
  await render(
    <SandboxProvider endpoint={app.endpoint}>
      <Refresh />
      <div style={{ height: 500 }}>
        <SandboxPreview title="My app" preview={preview} />
      </div>
    </SandboxProvider>,
  );
  await previewState("ready");
}

/** Ends the token that the frame's address carries; the page has another one since. */
async function endFirstToken() {
  await app.call("endTokens", "secret");
  await app.clear();
  await app.call("renewSessions");
  await refresh();
}

/** Moves the preview in the document, for which browsers load the frame anew. */
function move() {
  const section = previewSection();
  section.parentElement?.append(section);
}

const framed = async () => (await app.requests()).filter(({ dest }) => dest === "iframe");
const say = (message: unknown) => previewFrame().contentWindow?.postMessage(message, "*");
const showsApp = () =>
  eventually(async () => {
    expect(previewSection().dataset["state"]).toBe("ready");
    expect((await askPage(previewFrame())).title).toBe("An app");
  });

const tokenOf = (address: string) =>
  new URL(address, location.href).searchParams.get("bl_preview_token");

/** The app's page has come by another token than this one. */
const comesAnew = (first: string | null) =>
  eventually(async () => {
    expect(previewSection().dataset["state"]).toBe("ready");
    const { title, path } = await askPage(previewFrame());
    expect(title).toBe("An app");
    expect([null, first]).not.toContain(tokenOf(path));
  });

it("a private preview that is moved after its first token has ended shows the app, by the newest", async () => {
  await show("secret");
  const first = tokenOf(previewFrame().src);
  await endFirstToken();
  move();
  await comesAnew(first);
});

it("a private preview whose app loads itself anew after the first token has ended shows the app", async () => {
  await show("secret");
  const first = tokenOf(previewFrame().src);
  await endFirstToken();
  say("reload");
  await comesAnew(first);
});

it("a private preview in which a link is followed after the first token has ended stays where it led", async () => {
  await show("secret");
  await endFirstToken();
  history.pushState(undefined, "", `${location.pathname}?host=moved`);
  // Let in only by the newest token.
  await eventually(async () => expect((await framed()).map(({ path }) => path)).toEqual(["/"]));
  say({ to: "/page?followed" });
  await eventually(async () => {
    const after = (await app.requests()).map(({ dest, path }) => `${dest} ${path}`);
    expect(after.slice(after.indexOf("iframe /page?followed"))).toEqual([
      "iframe /page?followed",
      "empty /",
    ]);
  });
  await showsApp();
  expect((await askPage(previewFrame())).path).toBe("/page?followed");
});

it("a preview that is moved keeps what the browser has loaded for it", async () => {
  await show();
  await app.clear();
  move();
  await eventually(async () => expect(await framed()).toHaveLength(1));
  await showsApp();
  expect(await framed()).toHaveLength(1);
});

it("an app that loads itself anew when it is not well is looked at at once", async () => {
  await show();
  await app.mode("host");
  say({ to: "/elsewhere" });
  await previewState("error");
  await app.mode("page");
});

it("a followed link is asked about once", async () => {
  await show();
  await app.clear();
  say({ to: "/page?followed" });
  await eventually(async () => {
    const asked = await app.requests();
    expect(asked.map(({ dest }) => dest).sort()).toEqual(["empty", "iframe"]);
  });
  expect((await askPage(previewFrame())).path).toBe("/page?followed");
});
