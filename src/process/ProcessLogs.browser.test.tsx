import { afterEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { SandboxProvider } from "../session";
import { ProcessLogs } from "./ProcessLogs";
import { useProcess } from "./useProcess";
import "../styles/styles.css";

let stack: BrowserStack;
afterEach(() => stack.stop());

function Logged({ name, command }: { name: string; command: string }) {
  const process = useProcess({ name, command });
  return <ProcessLogs process={process} style={{ height: 200 }} />;
}

const show = (...processes: [name: string, command: string][]) =>
  render(
    <SandboxProvider endpoint={stack.endpoint}>
      {processes.map(([name, command]) => (
        <Logged key={name} name={name} command={command} />
      ))}
    </SandboxProvider>,
  );

const log = () => page.getByRole("log").element();
const rows = () => [...log().querySelectorAll<HTMLElement>(".blaxel-logs-row")];
const inSight = () => {
  const { top, bottom } = log().getBoundingClientRect();
  return rows()
    .filter((row) => row.getBoundingClientRect().top < bottom - 1)
    .filter((row) => row.getBoundingClientRect().bottom > top + 1)
    .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    .map((row) => row.querySelector(".blaxel-logs-text")?.textContent);
};

describe("ProcessLogs", () => {
  it("follows a flood, stays where the reader scrolls, and finds what is looked for", async () => {
    stack = await startBrowserStack();
    const flood =
      "seq 1 50000; sleep 0.3; echo 'the \u001b[31mneedle\u001b[0m' >&2; sleep 0.3; seq 50001 60000; exec sleep 60";
    await show(["flood", flood]);
    await eventually(() => expect(inSight().at(-1)).toBe("60000"));
    expect(rows().length).toBeLessThan(60);

    log().scrollTop -= 2_000;
    const end = page.getByRole("button", { name: "Jump to the end" });
    await expect.element(end).toBeVisible();
    const [first] = inSight();
    await end.click();
    await eventually(() => expect(inSight().at(-1)).toBe("60000"));
    expect(first).not.toBe("60000");
    expect(document.activeElement).toBe(log());

    await userEvent.fill(page.getByRole("searchbox"), "needle");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("1 of 1")).toBeVisible();
    await eventually(() => expect(inSight()).toContain("the needle"));
    expect(log().querySelector("mark")?.textContent).toBe("needle");
    expect(log().querySelector(".blaxel-ansi-red")?.textContent).toBe("needle");

    await userEvent.selectOptions(page.getByRole("combobox"), "stderr");
    await eventually(() => expect(inSight()).toEqual(["the needle"]));
    await expect.element(page.getByText("older lines are not kept")).toBeVisible();
  });

  it("keeps the reader's place while lines are dropped above it", async () => {
    stack = await startBrowserStack();
    await show([
      "flood",
      "seq 1 30000; read go < pipe; seq 30001 35000; exec sleep 60".replace(
        "read go < pipe",
        "while [ ! -e go ]; do sleep 0.05; done",
      ),
    ]);
    await eventually(() => expect(inSight().at(-1)).toBe("30000"));
    log().scrollTop = 15_000 * 20;
    await expect.element(page.getByRole("button", { name: "Jump to the end" })).toBeVisible();
    const [before] = inSight();
    await stack.call("sandboxCall", "PUT", "/filesystem/go", { content: "" });
    await eventually(() => expect(page.getByText("15000 older lines").query()).not.toBeNull());
    await eventually(() => expect(inSight()[0]).toBe(before));
  });

  it("shows a flood of bytes and a line of 5 MB without freezing the page", async () => {
    stack = await startBrowserStack();
    await show([
      "bytes",
      "head -c 3000000 /dev/urandom; echo; head -c 5000000 /dev/zero | tr '\\\\0' x; echo; echo last; exec sleep 60",
    ]);
    await eventually(() => expect(inSight().at(-1)).toBe("last"));
    const wide = inSight().at(-2) ?? "";
    expect(wide.length).toBeLessThanOrEqual(16_384);
  });

  it("six processes with logs open leave the page a way to the sandbox", async () => {
    stack = await startBrowserStack();
    const names = ["p1", "p2", "p3", "p4", "p5", "p6"];
    await show(...names.map((name): [string, string] => [name, `echo up-${name}; exec sleep 60`]));
    for (const name of names) {
      await eventually(() => expect(page.getByText(`up-${name}`).query()).not.toBeNull());
    }
    const answer: unknown = await (await fetch(stack.endpoint)).json();
    const { session } = answer as { session: { url: string; token: string } };
    const health = await fetch(`${session.url}/health`, {
      headers: { "X-Blaxel-Preview-Token": session.token },
      signal: AbortSignal.timeout(5_000),
    });
    expect(health.status).toBe(200);
    expect(await stack.call("processes")).toHaveLength(6);
  });
});
