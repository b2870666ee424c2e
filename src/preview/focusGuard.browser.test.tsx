import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { cleanup } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { previewFrame, previewState, showPreview } from "../../testbed/shownPreview";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());

/** How often the app has taken the focus by itself, and what was typed into it. */
let seen: { thefts: number; keys: string };
const listen = ({ data }: MessageEvent<{ thefts?: number; key?: string }>) => {
  seen.thefts = data.thefts ?? seen.thefts;
  seen.keys += data.key ?? "";
};
let field: HTMLInputElement;
beforeEach(() => {
  seen = { thefts: 0, keys: "" };
  window.addEventListener("message", listen);
  field = document.createElement("input");
  field.ariaLabel = "Password";
  document.body.prepend(field);
});
afterEach(async () => {
  window.removeEventListener("message", listen);
  field.remove();
  await cleanup();
});

const LETTERS = "abcdefghijklmnopqrstuvwxyz".repeat(2);
/** No page can keep a key that is pressed before it knows of a theft, and a busy machine is slow. */
const FEW = LETTERS.length / 10;

async function showThief(how: { every?: number; times: number; after?: number }) {
  const { every = 50, times, after = 0 } = how;
  await showPreview(app.endpoint, { path: `/thief?every=${every}&times=${times}&after=${after}` });
  await previewState("ready");
}

/** Waits until it was taken so often that the page has been there for longer than a second. */
const thefts = (count: number) =>
  eventually(() => expect(seen.thefts).toBeGreaterThanOrEqual(count));

it("an app that goes on taking the focus does not get what the user types into the page", async () => {
  await showThief({ times: 10_000 });
  await userEvent.click(field);
  await thefts(40);
  await userEvent.keyboard(LETTERS);
  expect(field.value.length).toBeGreaterThan(FEW);
});

it("an app that takes the focus once, while the user types, does not keep it", async () => {
  await showThief({ times: 1, after: 1_500 });
  await userEvent.click(field);
  while (seen.thefts === 0) await userEvent.keyboard("a");
  await eventually(() => expect(document.activeElement).toBe(field));
  await userEvent.keyboard(LETTERS);
  expect(field.value).toContain(LETTERS);
});

it("Tab from one field of the page to the next gives an app no right to the focus", async () => {
  const next = document.createElement("input");
  field.after(next);
  await showThief({ times: 10_000, every: 100 });
  await thefts(20);
  await userEvent.click(field);
  await eventually(async () => {
    field.focus();
    await userEvent.tab();
    expect(document.activeElement).toBe(next);
  });
  const before = seen.thefts;
  await thefts(before + 10);
  await eventually(() => expect(document.activeElement).toBe(next));
  await userEvent.keyboard(LETTERS);
  expect(next.value.length).toBeGreaterThan(FEW);
  next.remove();
});

it("an app takes no focus from another frame of the page", async () => {
  const editor = document.createElement("iframe");
  editor.srcdoc = "<input>";
  document.body.prepend(editor);
  await showThief({ times: 1, after: 6_000 });
  editor.focus();
  await thefts(1);
  await eventually(() => expect(document.activeElement).toBe(editor));
  editor.remove();
});

it("nothing gets the focus where nothing had it", async () => {
  await showThief({ times: 1, after: 1_500 });
  await thefts(1);
  await eventually(() => expect(document.activeElement).toBe(document.body));
});

it("a page has the focus once the user presses in it", async () => {
  await showThief({ times: 1 });
  await eventually(async () => {
    await userEvent.click(previewFrame());
    expect(document.activeElement).toBe(previewFrame());
  });
  await userEvent.keyboard("into the app");
  await eventually(() => expect(seen.keys).toBe("into the app"));
});

it("a page has the focus once the user has come to it by Tab", async () => {
  await showThief({ times: 1 });
  await userEvent.click(field);
  await eventually(async () => {
    if (document.activeElement !== previewFrame()) await userEvent.tab();
    expect(document.activeElement).toBe(previewFrame());
  });
});

it("what the user presses elsewhere ends a page's right to the focus", async () => {
  await showThief({ times: 10_000, every: 300, after: 3_000 });
  await userEvent.click(previewFrame());
  await eventually(() => expect(document.activeElement).toBe(previewFrame()));
  await userEvent.click(field);
  await thefts(3);
  await eventually(() => expect(document.activeElement).toBe(field));
  await userEvent.keyboard(LETTERS);
  expect(field.value.length).toBeGreaterThan(FEW);
});
