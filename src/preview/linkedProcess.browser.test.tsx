import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { askPage } from "../../testbed/framedPage";
import { endProcesses, startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import oddServer from "../../testbed/oddServer.mjs?raw";
import { eventually } from "../../testbed/eventually";
import {
  previewError,
  previewFrame,
  previewSection,
  previewState,
} from "../../testbed/shownPreview";
import { useProcess, type ProcessOptions } from "../process";
import { SandboxProvider } from "../session";
import { SandboxPreview } from ".";

let stack: BrowserStack;
beforeAll(async () => {
  stack = await startBrowserStack({ files: { "/app/odd.mjs": oddServer } });
});
afterAll(() => stack.stop());
afterEach(async () => {
  await cleanup();
  await endProcesses(stack);
});

const kill = (name: string) => stack.call("sandboxCall", "DELETE", `/process/${name}/kill`);

function Page({ options }: { options: ProcessOptions }) {
  const dev = useProcess(options);
  return (
    <div style={{ height: 400 }}>
      <button type="button" onClick={() => void dev.restart()}>
        Restart
      </button>
      <SandboxPreview title="My app" process={dev} />
    </div>
  );
}

const tree = (options: ProcessOptions) => (
  <SandboxProvider endpoint={stack.endpoint}>
    <Page options={options} />
  </SandboxProvider>
);
const showPage = (options: ProcessOptions) => render(tree(options));

const server = (name: string, rest: Partial<ProcessOptions> = {}): ProcessOptions => ({
  name,
  command: "node odd.mjs 3000",
  workingDir: "/app",
  waitForPorts: [3000],
  ...rest,
});

describe("a preview with its process", () => {
  it("is shown when the process is up", async () => {
    await showPage(server("starts"));
    await previewState("ready");
    expect((await askPage(previewFrame())).title).toBe("An app");
  });

  it("has the crash for its error, with the last lines of the log, at once", async () => {
    await showPage(server("crashes", { command: "echo the reason; exit 3" }));
    await previewError("process-exited");
    await eventually(() => expect(previewSection().textContent).toContain("the reason"));
  });

  it("tells a server on loopback only", async () => {
    await showPage(server("loopback", { command: "node odd.mjs 3000 127.0.0.1" }));
    await previewError("bound-to-loopback");
  });

  it("is ready again by itself each of ten times that the server crashes and is restarted", async () => {
    await showPage(server("mortal", { restartOnFailure: true, maxRestarts: -1 }));
    await previewState("ready");
    const { origin } = new URL(previewFrame().src);
    for (let round = 0; round < 10; round++) {
      expect((await askPage(previewFrame(), "count")).count).toBe(1);
      await fetch(`${origin}/__crash`);
      await previewState("recovering");
      await previewState("ready");
    }
  }, 180_000);

  it("loads the page anew when the kit restarts the process", async () => {
    await showPage(server("restarted"));
    await previewState("ready");
    expect((await askPage(previewFrame(), "count")).count).toBe(1);
    document.querySelector("button")?.click();
    await eventually(async () => {
      await previewState("ready");
      expect((await askPage(previewFrame())).count).toBe(0);
    });
  });

  it("starts a process that has ended when it is asked to try again", async () => {
    await showPage(server("revived"));
    await previewState("ready");
    await kill("revived");
    await previewError("process-exited");
    page.getByRole("button", { name: "Try again" }).element().focus();
    await userEvent.keyboard("{Enter}");
    await previewState("ready");
    // The button has gone with its panel, the keyboard's place has not.
    expect(document.activeElement).toBe(previewSection());
    expect((await askPage(previewFrame())).title).toBe("An app");
    const runs = (await stack.call("processes")).filter(({ name }) => name === "revived");
    expect(runs.map(({ status }) => status).sort()).toEqual(["killed", "running"]);
  });

  it("is ready again when somebody else starts a killed server anew", async () => {
    const options = server("replaced");
    await showPage(options);
    await previewState("ready");
    await kill("replaced");
    await previewError("process-exited");
    const { name, command, workingDir } = options;
    await stack.call("sandboxCall", "POST", "/process", { name, command, workingDir });
    await previewState("ready");
    expect((await askPage(previewFrame())).title).toBe("An app");
  });

  it.each([
    ["another", "command-mismatch"],
    ["an impossible", "invalid-options"],
  ])("keeps its page when %s command is wanted of the server that runs", async (_what, kind) => {
    const options = server("edited");
    const { rerender } = await showPage(options);
    await previewState("ready");
    expect((await askPage(previewFrame(), "count")).count).toBe(1);
    const seen = new Set<string | undefined>();
    const watch = new MutationObserver(() => seen.add(previewSection().dataset["state"]));
    watch.observe(previewSection(), { attributes: true });
    const command = kind === "invalid-options" ? " " : `${options.command} # edited`;
    await rerender(tree({ ...options, command }));
    const warning = () => previewSection().querySelector(".blaxel-preview-warning");
    await eventually(() => expect(warning()?.textContent).toBeTruthy());
    await rerender(tree(options));
    await eventually(() => expect(warning()).toBeNull());
    watch.disconnect();
    expect((await askPage(previewFrame())).count).toBe(1);
    expect([...seen].filter((state) => state !== "ready")).toEqual([]);
  });
});
