import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../../testbed/eventually";
import { SandboxFixture } from "../../testing";
import { ProcessLogs } from "../ProcessLogs";
import "../../styles/styles.css";

const thrown: string[] = [];
const note = ({ message }: ErrorEvent) => void thrown.push(message);
beforeEach(() => {
  thrown.length = 0;
  addEventListener("error", note);
});
afterEach(async () => {
  await cleanup();
  removeEventListener("error", note);
});

const show = (lines: readonly string[], dir = "ltr") =>
  render(
    <div dir={dir} style={{ width: 360 }}>
      <SandboxFixture process={{ dev: { lines } }}>
        <ProcessLogs process="dev" style={{ height: 240 }} />
      </SandboxFixture>
    </div>,
  );

const log = () => page.getByRole("log").element();
const firstInSight = () => Math.floor(log().scrollTop / 20) + 1;
const nextFrames = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
const many = Array.from({ length: 400 }, (_, at) => `line ${at + 1}`);
const find = async (what: string) => {
  await userEvent.fill(page.getByRole("searchbox"), what);
  await userEvent.keyboard("{Enter}");
};

it("find scrolls sideways to what it found, which may go over colours", async () => {
  await show([
    ...many,
    `${"x".repeat(500)} \u0130 the \u001b[31mnee\u001b[32mdle\u001b[0m`,
    ...many,
  ]);
  await find("the needle");
  await eventually(() => {
    const marks = [...log().querySelectorAll("mark")];
    expect(marks.map((mark) => mark.textContent).join("")).toBe("the needle");
    const [view, mark] = [log(), marks[0] ?? document.body].map((e) => e.getBoundingClientRect());
    expect(mark?.left).toBeGreaterThan(view?.left ?? Infinity);
    expect(mark?.right).toBeLessThan(view?.right ?? -Infinity);
  });
  log().scrollTop = 0;
  await nextFrames();
  expect(thrown).toEqual([]);
});

it("makes one link of an address that goes over colours, and none of anything but a page's", async () => {
  await show([
    "Local: \u001b[36mhttp://localhost:\u001b[1m5173\u001b[22m/\u001b[39m, or javascript:alert(1)",
  ]);
  await find("localhost:51");
  await eventually(() => expect(log().querySelectorAll("mark").length).toBeGreaterThan(0));
  const links = [...log().querySelectorAll("a")];
  expect(links.map((link) => link.textContent)).toEqual(["http://localhost:5173/"]);
  expect(links[0]).toMatchObject({
    href: "http://localhost:5173/",
    target: "_blank",
    rel: "noopener noreferrer",
  });
  expect(log().querySelector(".blaxel-logs-text")?.textContent).toBe(
    "Local: http://localhost:5173/, or javascript:alert(1)",
  );
});

it("is cleared by key, also for find, and says so", async () => {
  await show(many);
  await find("line 399");
  await eventually(() => expect(log().textContent).toContain("line 400"));
  const clear = page.getByRole("button", { name: "Clear the log" });
  (clear.element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("Nothing printed since it was cleared")).toBeVisible();
  await expect.element(page.getByText("No match")).toBeVisible();
  expect(log().querySelectorAll(".blaxel-logs-row")).toHaveLength(0);
});

it("is downloaded as text", async () => {
  await show(["\u001b[31mred\u001b[0m", "plain"]);
  await eventually(() => expect(log().textContent).toContain("plain"));
  const saved: { name: string; text: Promise<string> }[] = [];
  const onClick = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    saved.push({ name: target.download, text: fetch(target.href).then((file) => file.text()) });
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function saving(this: HTMLAnchorElement) {
    this.addEventListener("click", onClick);
    click.call(this);
  };
  onTestFinished(() => {
    HTMLAnchorElement.prototype.click = click;
  });
  await userEvent.click(page.getByRole("button", { name: "Download the log" }));
  expect(saved.map(({ name }) => name)).toEqual(["dev.log"]);
  expect(await saved[0]?.text).toBe("red\nplain\n");
});

it("keeps its place while it is not displayed", async () => {
  const { container } = await show(many);
  await eventually(() => expect(log().textContent).toContain("line 400"));
  log().scrollTop = 2_000;
  await eventually(() => expect(log().textContent).toContain("line 101"));
  const shown = firstInSight();
  container.style.display = "none";
  await nextFrames();
  container.style.display = "";
  await nextFrames();
  await eventually(() => expect(firstInSight()).toBe(shown));
  expect(log().textContent).toContain("line 101");
});

it("has no way to the end while the end is in sight, and no way sideways without need", async () => {
  await show(["one", "two", "three"]);
  await find("two");
  await eventually(() => expect(log().querySelector("mark")).not.toBeNull());
  expect(page.getByRole("button", { name: "Jump to the end" }).query()).toBeNull();
  expect(log().scrollWidth).toBe(log().clientWidth);
});

it("reads from left to right on a page that does not", async () => {
  await show(["/app/src/main.tsx:12:3", "100% 1/2"], "rtl");
  await eventually(() => expect(log().textContent).toContain("main.tsx"));
  expect(getComputedStyle(log()).direction).toBe("ltr");
});

it("says to the eye that the log was copied", async () => {
  await show(["one"]);
  await userEvent.click(page.getByRole("button", { name: "Copy the log" }));
  await expect.element(page.getByText(/Log copied|does not allow/)).toBeVisible();
});
