import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { loadsInFrame } from "./trialLoad";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp({ previews: { plain: { port: 3000, responseHeaders: {} } } });
});
afterAll(() => app.stop());
beforeEach(() => app.clear());

const tried = (path: string, signal = new AbortController().signal) =>
  loadsInFrame(app.url + path, { signal, document, isCredentialless: false });

it.each([
  ["/page", true],
  ["/redirect", true],
  ["/slow", true],
  ["/status/404", false],
  ["/status/500", false],
  ["/reset", false],
  ["/host", false],
  ["/xfo", false],
  ["/csp", false],
  ["/away?to=http%3A%2F%2Flocalhost%3A1%2F", false],
  ["/away?to=/status/502", false],
])("%s: %s", async (path, loads) => {
  const before = document.body.innerHTML;
  expect(await tried(path)).toBe(loads);
  expect(document.body.innerHTML).toBe(before);
});

it("is out of reach of selectors, ends with its signal, and leaves nothing behind", async () => {
  const before = document.body.innerHTML;
  const caller = new AbortController();
  const trial = tried("/hang", caller.signal);
  expect(document.body.innerHTML).not.toBe(before);
  expect(document.querySelector("iframe")).toBeNull();
  caller.abort();
  expect(await trial).toBeUndefined();
  expect(document.body.innerHTML).toBe(before);
});

it("runs no script of the page, takes no focus, and tells it nothing of this one", async () => {
  const heard: unknown[] = [];
  const hear = ({ data }: MessageEvent) => heard.push(data);
  window.addEventListener("message", hear);
  const field = document.createElement("input");
  document.body.append(field);
  field.focus();
  expect(await tried("/focus")).toBe(true);
  expect(document.activeElement).toBe(field);
  expect(heard).toEqual([]);
  const loads = (await app.requests()).filter(({ path }) => path === "/focus");
  expect(loads.map(({ referer }) => referer)).toEqual([""]);
  window.removeEventListener("message", hear);
  field.remove();
});
