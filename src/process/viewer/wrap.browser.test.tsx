import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { startBrowserStack, type BrowserStack } from "../../../testbed/browserStack";
import { eventually } from "../../../testbed/eventually";
import { SandboxProvider } from "../../session";
import { SandboxFixture } from "../../testing";
import { ProcessLogs } from "../ProcessLogs";
import type { ProcessLogsProps } from "../types";
import { useProcess } from "../useProcess";
import "../../styles/styles.css";

const thrown: string[] = [];
const note = ({ message }: ErrorEvent) => void thrown.push(message);
let stack: BrowserStack | undefined;
beforeEach(() => {
  thrown.length = 0;
  addEventListener("error", note);
});
afterEach(async () => {
  await cleanup();
  await stack?.stop();
  stack = undefined;
  removeEventListener("error", note);
});

const log = () => page.getByRole("log").element();
const rows = () => [...log().querySelectorAll<HTMLElement>(".blaxel-logs-row")];
const box = (element: Element) => element.getBoundingClientRect();
const inSight = () =>
  rows().filter(
    (row) => box(row).top < box(log()).bottom - 1 && box(row).bottom > box(log()).top + 1,
  );
const nextFrames = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
/** What the lines in sight begin with. */
const names = () =>
  inSight().map((row) => row.querySelector(".blaxel-logs-text")?.textContent.split(" ")[0]);

/** Rows stand below one another, as high as their text, and none goes sideways. */
function areWrapped() {
  expect(log().scrollWidth).toBe(log().clientWidth);
  for (const [at, row] of rows().entries()) {
    const above = rows()[at - 1];
    if (above) expect(box(row).top).toBeCloseTo(box(above).bottom, 0);
  }
  expect(rows().some((row) => box(row).height > 30)).toBe(true);
}

const texts = Array.from({ length: 400 }, (_, at) => `n${at + 1} ${"word ".repeat((at * 7) % 60)}`);
const show = (lines: readonly string[], props: Partial<ProcessLogsProps> = {}) =>
  render(
    <div id="frame" style={{ width: 360 }}>
      <SandboxFixture process={{ dev: { lines } }}>
        <ProcessLogs process="dev" style={{ height: 240 }} {...props} />
      </SandboxFixture>
    </div>,
  );

it("wraps long lines by a button, keeps to the end, and goes back", async () => {
  const onWrapChange = vi.fn<(wrap: boolean) => void>();
  await show(texts, { onWrapChange });
  const button = page.getByRole("button", { name: "Wrap long lines" });
  await expect.element(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  await expect.element(button).toHaveAttribute("aria-pressed", "true");
  await eventually(areWrapped);
  expect(names().at(-1)).toBe("n400");
  expect(box(inSight().at(-1) ?? log()).bottom).toBeCloseTo(box(log()).bottom, 0);
  await button.click();
  await eventually(() =>
    expect(new Set(rows().map((row) => box(row).height))).toEqual(new Set([20])),
  );
  expect(names().at(-1)).toBe("n400");
  expect(onWrapChange.mock.calls).toEqual([[true], [false]]);
});

it("does as the app says where it holds the choice", async () => {
  await show(texts, { wrap: true });
  await eventually(areWrapped);
  await page.getByRole("button", { name: "Wrap long lines" }).click();
  await eventually(areWrapped);
});

it("keeps the line that is read while the reader scrolls, wraps, and makes it narrower", async () => {
  await show(texts, { defaultWrap: true });
  await eventually(areWrapped);
  for (let step = 0; step < 12; step++) {
    const [before] = inSight();
    const [name, top] = [names()[0], before && box(before).top];
    log().scrollTop -= 150;
    await nextFrames();
    await eventually(() => {
      areWrapped();
      const row = rows().find((each) => each.textContent.includes(`${name} `));
      expect(row && box(row).top).toBeCloseTo((top ?? 0) + 150, 0);
    });
  }
  const [name] = names();
  const frame = document.getElementById("frame");
  if (frame) frame.style.width = "250px";
  await eventually(() => {
    areWrapped();
    expect(box(log()).width).toBeLessThan(251);
    expect(names()[0]).toBe(name);
  });
  await page.getByRole("button", { name: "Wrap long lines" }).click();
  await eventually(() => expect(names()[0]).toBe(name));
  expect(thrown).toEqual([]);
});

it("finds, also at the end of a line that is higher than the view", async () => {
  const long = `long ${"y".repeat(6_000)} needle`;
  await show([...texts, long, ...texts, "a needle", ...texts], { defaultWrap: true });
  await eventually(areWrapped);
  await userEvent.fill(page.getByRole("searchbox"), "needle");
  for (let match = 1; match <= 2; match++) {
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText(`${match} of 2`)).toBeVisible();
    await eventually(() => {
      const mark = log().querySelector("[data-match] mark") ?? document.body;
      expect(box(mark).top).toBeGreaterThanOrEqual(box(log()).top - 1);
      expect(box(mark).bottom).toBeLessThanOrEqual(box(log()).bottom + 1);
    });
  }
  expect(thrown).toEqual([]);
});

function Logged({ command }: { command: string }) {
  const process = useProcess({ name: "flood", command });
  return <ProcessLogs process={process} defaultWrap style={{ width: 360, height: 240 }} />;
}

it("follows a flood, and keeps the reader's place while lines are dropped above it", async () => {
  stack = await startBrowserStack();
  const words = "word ".repeat(30);
  const flood = `seq -f '%.0f ${words}' 1 100000; while [ ! -e go ]; do sleep 0.05; done; seq -f '%.0f ${words}' 100001 105000; exec sleep 60`;
  await render(
    <SandboxProvider endpoint={stack.endpoint}>
      <Logged command={flood} />
    </SandboxProvider>,
  );
  await eventually(() => expect(names().at(-1)).toBe("100000"));
  areWrapped();
  expect(rows().length).toBeLessThan(60);
  log().scrollTop -= log().scrollHeight / 3;
  await expect.element(page.getByRole("button", { name: "Jump to the end" })).toBeVisible();
  await eventually(areWrapped);
  const [before] = inSight();
  const [name, top] = [names()[0], before && box(before).top];
  await stack.call("sandboxCall", "PUT", "/filesystem/go", { content: "" });
  await eventually(() => expect(page.getByText("85000 older lines").query()).not.toBeNull());
  await eventually(() => {
    expect(names()[0]).toBe(name);
    expect(box(inSight()[0] ?? log()).top).toBeCloseTo(top ?? 0, 0);
  });
  await page.getByRole("button", { name: "Jump to the end" }).click();
  await eventually(() => expect(names().at(-1)).toBe("105000"));
  expect(thrown).toEqual([]);
});
