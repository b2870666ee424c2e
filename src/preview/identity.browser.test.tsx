import { useLayoutEffect } from "react";
import { afterAll, beforeAll, expect, it } from "vitest";
import { render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { previewFrame, previewState } from "../../testbed/shownPreview";
import { ProcessLogs, useProcess } from "../process";
import { SandboxProvider, useSandboxSession, type SandboxEndpoint } from "../session";
import type { SandboxHandoff } from "../wire";
import { SandboxPreview, usePreview, type PreviewActions } from ".";

let stack: BrowserStack;
beforeAll(async () => {
  stack = await startBrowserStack();
});
afterAll(() => stack.stop());

/** Whom the backend takes the browser for: as a cookie says, which no component sees. */
let cookie = "tom";
const endpoint: SandboxEndpoint = ({ signal }) =>
  fetch(`${stack.endpoint}?sandbox=${cookie}`, { signal });

const page = (who: string) =>
  `require("http").createServer((request, response) => response.end("<title>app of ${who}</title><script>parent.postMessage(document.title, '*')</script>")).listen(3000)`;

/** What the document holds after each commit. */
let commits: { who: string; text: string; frames: string[] }[] = [];

interface Whose {
  who: string;
}

function Commits({ who }: Whose) {
  useSandboxSession();
  useLayoutEffect(() => {
    const frames = [...document.querySelectorAll("iframe")].map(({ src }) => src);
    commits.push({ who, text: document.body.textContent, frames });
  });
  return null;
}

let actions: PreviewActions | null = null;

function Kit({ who }: Whose) {
  const dev = useProcess({
    name: "dev",
    command: `echo log of ${who}; exec node -e '${page(who).replaceAll("'", "'\\''")}'`,
    waitForPorts: [3000],
  });
  return (
    <div style={{ height: 400 }}>
      <SandboxPreview title="App" process={dev} ref={(ref) => void (actions = ref ?? actions)} />
      <ProcessLogs process={dev} />
    </div>
  );
}

function Headless() {
  const { frameProps, reload, navigate, retry, reveal } = usePreview({ title: "App" });
  useLayoutEffect(() => {
    actions = { reload, navigate, retry, reveal };
  });
  return frameProps ? <iframe {...frameProps} className="blaxel-preview-frame" /> : null;
}

/** Collects the titles of the pages that run in frames of this page. */
function titles() {
  const seen: string[] = [];
  const listen = ({ data }: MessageEvent) => {
    if (typeof data === "string" && data.startsWith("app of")) seen.push(data);
  };
  window.addEventListener("message", listen);
  return { seen, stop: () => window.removeEventListener("message", listen) };
}

it("invariant 11: with another identity no commit holds the frame, the log or the process of the one before", async () => {
  cookie = "tom";
  commits = [];
  const pages = titles();
  const view = () => (
    <SandboxProvider endpoint={endpoint} identity={cookie}>
      <Kit who={cookie} />
      <Commits who={cookie} />
    </SandboxProvider>
  );
  const { rerender } = await render(view());
  await previewState("ready");
  await eventually(() => expect(document.body.textContent).toContain("log of tom"));
  const ofTom = previewFrame().src;
  const before = await stack.call("requests");
  cookie = "ann";
  await rerender(view());
  await eventually(() => expect(document.body.textContent).toContain("log of ann"));
  await previewState("ready");
  await eventually(() => expect(pages.seen.at(-1)).toBe("app of ann"));
  pages.stop();
  const ofAnn = commits.filter(({ who }) => who === "ann");
  expect(ofAnn.length).toBeGreaterThan(0);
  expect(ofAnn.filter(({ text }) => text.includes("tom"))).toEqual([]);
  expect(ofAnn.filter(({ frames }) => frames.includes(ofTom))).toEqual([]);
  // What was tom's process goes on, as after any page that leaves, and this page asks for nothing of it.
  expect((await stack.call("processes", "tom")).map(({ status }) => status)).toEqual(["running"]);
  const host = new URL(ofTom).host;
  const after = (await stack.call("requests")).slice(before.length);
  expect(after.filter((request) => JSON.stringify(request).includes(host))).toEqual([]);
});

it("invariant 11: a frame that shows at once what was handed over for another identity is a new one", async () => {
  cookie = "tom";
  const addressOf = async (who: string): Promise<SandboxHandoff> => {
    const { preview_url } = (await stack.call("answer", who)) as { preview_url: string };
    return { preview_url };
  };
  const handOffs = { tom: await addressOf("tom"), ann: await addressOf("ann") };
  const pages = titles();
  const view = (who: "tom" | "ann") => (
    <SandboxProvider endpoint={endpoint} identity={who} initial={handOffs[who]}>
      <Headless />
    </SandboxProvider>
  );
  const { rerender } = await render(view("tom"));
  await eventually(() => expect(pages.seen.at(-1)).toBe("app of tom"));
  const pageOfTom = previewFrame().contentWindow;
  const reloadOfTom = actions;
  const entries = history.length;
  cookie = "ann";
  await rerender(view("ann"));
  expect(previewFrame().contentWindow === pageOfTom).toBe(false);
  await eventually(() => expect(pages.seen.at(-1)).toBe("app of ann"));
  // Something that still holds the actions of the preview before has no power over this one.
  pages.seen.length = 0;
  reloadOfTom?.reload({ hard: true });
  actions?.reload({ hard: true });
  await eventually(() => expect(pages.seen).not.toEqual([]));
  expect(pages.seen).not.toContain("app of tom");
  expect(history.length).toBe(entries);
  pages.stop();
});
