import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { endProcesses, startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { eventually } from "../../testbed/eventually";
import { askPage } from "../../testbed/framedPage";
import gracefulServer from "../../testbed/gracefulServer.mjs?raw";
import {
  previewError,
  previewFrame,
  previewSection,
  previewState,
} from "../../testbed/shownPreview";
import { useProcess, type ProcessState } from "../process";
import { SandboxProvider } from "../session";
import { SandboxPreview } from ".";

let stack: BrowserStack;
let states: ProcessState[] = [];
let told: string[] = [];

beforeAll(async () => {
  stack = await startBrowserStack({ files: { "/app/graceful.mjs": gracefulServer } });
});
afterAll(() => stack.stop());
afterEach(async () => {
  await cleanup();
  await endProcesses(stack);
});

function Page({ way }: { way: string }) {
  const dev = useProcess({
    name: `ends-${way}`,
    command: `exec node graceful.mjs 3000 ${way}`,
    workingDir: "/app",
    waitForPorts: [3000],
    onError: ({ message }) => told.push(message),
  });
  states.push(dev);
  return (
    <div style={{ height: 400 }}>
      <button type="button" onClick={() => void dev.restart()}>
        Restart
      </button>
      <button type="button" onClick={() => void dev.stop()}>
        Stop
      </button>
      <SandboxPreview title="My app" process={dev} />
    </div>
  );
}

async function showApp(way: string) {
  await render(
    <SandboxProvider endpoint={stack.endpoint}>
      <Page way={way} />
    </SandboxProvider>,
  );
  return shownPid();
}

/** The page is shown and its connection stands: the pid of its server. */
const shownPid = () =>
  eventually(async () => {
    expect(previewSection().dataset["state"]).toBe("ready");
    const { title, answers } = await askPage(previewFrame(), "ask");
    expect(answers).toBe("ask");
    return title;
  });

async function press(name: string) {
  states = [];
  told = [];
  await page.getByRole("button", { name, exact: true }).click();
}
const statuses = () => states.map(({ status }) => status);

describe("a server that answers what is open before it ends", () => {
  it.each(["events", "socket"])("is restarted, as the frame lets go first (%s)", async (way) => {
    const pid = await showApp(way);
    await press("Restart");
    await eventually(async () => expect(await shownPid()).not.toBe(pid));
    expect(statuses()).not.toContain("error");
    // Not by force.
    expect(told).toEqual([]);
  });

  it.each(["events", "socket"])("is stopped, as the frame lets go first (%s)", async (way) => {
    await showApp(way);
    await press("Stop");
    await previewError("process-exited");
    expect(states.at(-1)).toMatchObject({ exit: { reason: "stopped" } });
    await press("Try again");
    await shownPid();
  });
});

describe("a server that does not listen to the request to end", () => {
  it("is killed after a while and restarted, which is told", async () => {
    const pid = await showApp("deaf");
    await press("Restart");
    await eventually(async () => expect(await shownPid()).not.toBe(pid));
    expect(statuses()).not.toContain("error");
    expect(told).toEqual([expect.stringContaining("was killed")]);
  });

  it("is killed after a while, which is told, and the overlay promises nothing", async () => {
    await showApp("deaf");
    await press("Stop");
    await previewState("recovering");
    expect(previewSection().textContent).toContain("Stopping the app");
    await previewError("timeout");
    expect(states.at(-1)).toMatchObject({ status: "exited", exit: { reason: "killed" } });
    expect(previewSection().textContent).toContain("was killed");
    expect(previewSection().textContent).not.toContain("goes on by itself");
    await press("Try again");
    await shownPid();
  });
});
