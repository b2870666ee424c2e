import { Activity, StrictMode, useState } from "react";
import { userEvent } from "vitest/browser";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { askPage } from "../../testbed/framedPage";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { eventually } from "../../testbed/eventually";
import {
  previewFrame,
  previewSection,
  previewState,
  showPreview,
} from "../../testbed/shownPreview";
import { SandboxProvider, useSandboxSession } from "../session";
import { SandboxPreview, type PreviewState } from ".";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp({ previews: { app: 3000, secret: { port: 3000, public: false } } });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.mode("page");
  await app.clear();
});
afterEach(async () => {
  await cleanup();
  await app.call("clearFaults");
});

const button = (name: string) => {
  const found = [...document.querySelectorAll("button")].find(
    (one) => one.getAttribute("aria-label") === name || one.textContent === name,
  );
  if (!found) throw new Error(`There is no button ${name}.`);
  return found;
};

const frameLoads = async () =>
  (await app.requests()).filter(({ dest }) => dest === "iframe").length;

describe("a server that comes and goes", () => {
  it("is shown when it is there, from a frame that first held an error page", async () => {
    await app.kill();
    const entries = history.length;
    const told: string[] = [];
    await showPreview(app.endpoint, { onStateChange: ({ status }) => told.push(status) });
    await eventually(() => expect(previewSection().dataset["stage"]).toBe("server"));
    expect(previewSection().dataset["state"]).toBe("waiting");
    await app.run();
    await previewState("ready");
    expect(new Set(told.filter((status) => status !== "loading"))).toEqual(
      new Set(["waiting", "ready"]),
    );
    expect((await askPage(previewFrame())).title).toBe("An app");
    expect(history.length).toBe(entries);
  });

  it("heals by itself when the tab is looked at again", async () => {
    await showPreview(app.endpoint);
    await previewState("ready");
    const before = previewFrame();
    await app.kill();
    document.dispatchEvent(new Event("visibilitychange"));
    await previewState("recovering");
    await app.run();
    await previewState("ready");
    expect(previewFrame()).toBe(before);
    expect((await askPage(before)).count).toBe(0);
  });

  it("loads a page with a hash anew, too", async () => {
    await app.kill();
    await showPreview(app.endpoint, { path: "/page?a=1#part" });
    await eventually(() => expect(previewSection().dataset["stage"]).toBe("server"));
    await app.run();
    await previewState("ready");
    expect((await askPage(previewFrame())).path).toBe("/page?a=1#part");
  });
});

describe("invariant 1: the iframe keeps its page", () => {
  function Page({ secret = false }) {
    const { refresh, isRefreshing, name } = useSandboxSession();
    const [turns, turn] = useState(0);
    const [hidden, hide] = useState(false);
    return (
      <div data-blaxel-theme={turns % 2 ? "dark" : "light"} style={{ height: 400 + turns }}>
        <button type="button" onClick={() => turn(turns + 1)}>
          Render {turns}
        </button>
        <button type="button" onClick={() => void refresh()}>
          Refresh
        </button>
        <output>{isRefreshing ? "asking" : name}</output>
        <button type="button" onClick={() => hide(!hidden)}>
          Hide
        </button>
        <Activity mode={hidden ? "hidden" : "visible"}>
          <SandboxPreview
            title={`My app ${turns}`}
            preview={secret ? "secret" : undefined}
            readiness={{ accept: (status) => status < 400 }}
          />
        </Activity>
      </div>
    );
  }

  const showPage = (secret = false) =>
    render(
      <StrictMode>
        <SandboxProvider endpoint={app.endpoint}>
          <Page secret={secret} />
        </SandboxProvider>
      </StrictMode>,
    );

  const startCounting = async () => {
    await previewState("ready");
    await askPage(previewFrame(), "count");
    expect((await askPage(previewFrame(), "count")).count).toBe(2);
  };

  const stillCounts = async () => {
    expect(await askPage(previewFrame())).toMatchObject({ count: 2 });
    expect(previewSection().dataset["state"]).toBe("ready");
  };

  it("through 20 session rotations", async () => {
    await showPage();
    await startCounting();
    const session = () => document.querySelector("output")?.textContent;
    const seen = new Set([session()]);
    for (let round = 0; round < 20; round++) {
      await app.call("renewSessions");
      button("Refresh").click();
      await eventually(() => expect([undefined, "asking", ...seen]).not.toContain(session()));
      seen.add(session());
    }
    await stillCounts();
    expect(await frameLoads()).toBe(1);
  }, 180_000);

  it("through the token rotation of a private preview", async () => {
    await showPage(true);
    await startCounting();
    const { src } = previewFrame();
    expect(src).toContain("bl_preview_token=");
    const asked = await app.call("endpointRequests");
    await app.call("injectFault", { type: "expire-token", on: { kind: "preview" }, times: 1 });
    await app.call("renewSessions");
    document.dispatchEvent(new Event("visibilitychange"));
    await eventually(async () => expect(await app.call("endpointRequests")).toBeGreaterThan(asked));
    document.dispatchEvent(new Event("visibilitychange"));
    await stillCounts();
    expect(previewFrame().src).toBe(src);
    // The other one is out of sight: it brings the cookie with the newest token.
    await eventually(async () => expect(await frameLoads()).toBe(2));
  });

  it("through renders, themes, sizes, devices, Activity and a hidden tab", async () => {
    await showPage();
    await startCounting();
    for (let round = 0; round < 5; round++) {
      button(`Render ${round}`).click();
      await eventually(() => button(`Render ${round + 1}`));
    }
    for (const device of ["Phone", "Tablet", "Desktop", "Fills the space"]) {
      button(device).click();
      await eventually(() => expect(button(device).getAttribute("aria-pressed")).toBe("true"));
      await stillCounts();
    }
    button("Hide").click();
    await eventually(() => expect(previewFrame().checkVisibility()).toBe(false));
    button("Hide").click();
    await eventually(() => expect(previewFrame().checkVisibility()).toBe(true));
    await stillCounts();
    document.dispatchEvent(new Event("visibilitychange"));
    await stillCounts();
    expect(await frameLoads()).toBe(1);
  });
});

it("is covered while another session takes its time, and shown when that is there", async () => {
  const at = (endpoint: string) => (
    <SandboxProvider endpoint={endpoint}>
      <div style={{ height: 400 }}>
        <SandboxPreview title="My app" />
      </div>
    </SandboxProvider>
  );
  const { rerender } = await render(at(`${app.endpoint}?first`));
  await previewState("ready");
  await app.call("injectBackendFault", { type: "hang", times: 1 });
  await rerender(at(`${app.endpoint}?second`));
  await previewState("waiting");
  expect(previewSection().getAttribute("aria-busy")).toBe("true");
  expect(document.querySelector("iframe")).toBeNull();
  await app.call("clearFaults");
  await previewState("ready");
  expect((await askPage(previewFrame())).title).toBe("An app");
});

describe("a private preview", () => {
  it("invariant 2: its token stands in the frame's own address and nowhere else", async () => {
    await showPreview(app.endpoint, { preview: "secret", path: "/page?x=a%20b" });
    await previewState("ready");
    const token = new URL(previewFrame().src).searchParams.get("bl_preview_token") ?? "";
    expect(token.length).toBeGreaterThan(8);
    expect((await askPage(previewFrame())).path).toContain("/page?x=a%20b");
    const elsewhere = previewSection().outerHTML.replace(
      previewFrame().outerHTML.replace("&amp;", "&amp;"),
      "",
    );
    expect(elsewhere).not.toContain(token);
    expect(previewSection().querySelector('a[target="_blank"]')).toBeNull();
  });

  it("invariant 2: its token does not ride in the address of a probe, which reads every answer", async () => {
    await app.kill();
    performance.clearResourceTimings();
    const probed = new Set<string | number | undefined>();
    const note = ({ evidence: { probe } }: PreviewState) =>
      probed.add(probe?.kind ?? probe?.status);
    await showPreview(app.endpoint, { preview: "secret", path: "/page", onStateChange: note });
    await eventually(() => expect(probed).toContain("nothing-listening"));
    await app.run();
    await previewState("ready");
    expect(probed).toContain(200);
    const token = new URL(previewFrame().src).searchParams.get("bl_preview_token") ?? "";
    const isResource = (entry: PerformanceEntry) => entry instanceof PerformanceResourceTiming;
    const timed = performance.getEntries().filter(isResource);
    const probes = timed.filter(({ name }) => name === new URL("/page", previewFrame().src).href);
    expect(probes.length).toBeGreaterThan(1);
    const telling = timed.filter(({ name }) => name.includes(token));
    expect(new Set(telling.map(({ initiatorType }) => initiatorType))).toEqual(new Set(["iframe"]));
  });

  it("invariant 2: a public preview's frame holds no credential at all", async () => {
    await showPreview(app.endpoint);
    await previewState("ready");
    const { session } = (await app.call("answer")) as { session: { token: string } };
    expect(document.documentElement.outerHTML).not.toContain(session.token);
    expect(document.documentElement.outerHTML).not.toContain("bl_preview_token");
  });

  it("is shown from a hand-off, which has no token", async () => {
    const { previews } = (await app.call("answer")) as {
      previews: Record<string, { url: string }>;
    };
    const url = previews["secret"]?.url ?? "";
    await render(
      <SandboxProvider
        endpoint={`${app.endpoint}?handed=over`}
        initial={{ preview_url: app.url, previews: { secret: { url } } }}
      >
        <SandboxPreview title="My app" preview="secret" />
      </SandboxProvider>,
    );
    await previewState("ready");
    expect((await askPage(previewFrame())).title).toBe("An app");
  });

  it("takes a fresh token when it was refused before the page was shown", async () => {
    await app.call("answer");
    await app.call("injectFault", { type: "expire-token", on: { kind: "preview" } });
    const asked = await app.call("endpointRequests");
    await showPreview(app.endpoint, { preview: "secret" });
    await eventually(async () => expect(await app.call("endpointRequests")).toBeGreaterThan(asked));
    await app.call("renewSessions");
    await previewState("ready");
    expect((await askPage(previewFrame())).title).toBe("An app");
  });
});

describe("what a person does", () => {
  it("reload and navigate leave no entry in the history", async () => {
    await showPreview(app.endpoint);
    await previewState("ready");
    const entries = history.length;
    button("Reload the page").click();
    await eventually(async () => expect(await frameLoads()).toBe(2));
    await previewState("ready");
    const input = previewSection().querySelector("input");
    if (!input) throw new Error("There is no path bar.");
    await userEvent.clear(input);
    await userEvent.type(input, "/page?to=here#part{Enter}");
    await eventually(async () => expect(await frameLoads()).toBe(3));
    await previewState("ready");
    expect((await askPage(previewFrame())).path).toBe("/page?to=here#part");
    expect(history.length).toBe(entries);
  });

  it("an address of somewhere else is refused where it was typed", async () => {
    await showPreview(app.endpoint);
    await previewState("ready");
    const input = previewSection().querySelector("input");
    if (!input) throw new Error("There is no path bar.");
    await userEvent.clear(input);
    await userEvent.type(input, "https://elsewhere.example/{Enter}");
    await eventually(() => expect(input.getAttribute("aria-invalid")).toBe("true"));
    expect(previewSection().dataset["state"]).toBe("ready");
  });

  it("the page of an app that fails can be shown anyway", async () => {
    await showPreview(app.endpoint, { path: "/status/500" });
    await previewState("error");
    button("Show the page anyway").click();
    await previewState("ready");
    expect((await askPage(previewFrame())).title).toBe("An error");
  });
});

describe("the reader's focus", () => {
  it("is never taken by an app that is being loaded", async () => {
    await app.kill();
    const typed = document.createElement("input");
    document.body.append(typed);
    await userEvent.click(typed);
    await showPreview(app.endpoint, { path: "/focus" });
    await app.run();
    await previewState("ready");
    await eventually(() => expect(document.activeElement).toBe(typed));
    await userEvent.keyboard("still typing");
    expect(typed.value).toBe("still typing");
    expect(document.activeElement).toBe(typed);
    typed.remove();
  });

  it("goes into the page when the reader clicks there", async () => {
    await showPreview(app.endpoint);
    await previewState("ready");
    // For a second after a load the app itself cannot be told from its reader.
    await eventually(async () => {
      await userEvent.click(previewFrame());
      expect(document.activeElement).toBe(previewFrame());
    });
  });
});
