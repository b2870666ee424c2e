import { afterEach, expect, it, vi } from "vitest";
import { EndpointFault } from "./parseAnswer";
import { refusedError, toEndpointError } from "./endpointErrors";

afterEach(() => {
  vi.unstubAllGlobals();
});

const html = new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
const isOnline = () => true;
const errorOf = (fault: EndpointFault) => toEndpointError(fault, false, { isOnline });

// What an old answer out of a cache looks like to the page.
const answers: [string, () => { hint: string }][] = [
  [
    "the app's shell",
    () =>
      errorOf(new EndpointFault({ response: html, text: "<!doctype html>", answer: undefined })),
  ],
  ["an ended session", () => errorOf(new EndpointFault({ path: "expires_in", wanted: "life" }))],
  ["a refused session again", refusedError],
];

it.each(answers)(
  "%s may come from the page's service worker, where there is one",
  (_what, look) => {
    vi.stubGlobal("navigator", { serviceWorker: { controller: null } });
    expect(look().hint).not.toContain("service worker");
    vi.stubGlobal("navigator", { serviceWorker: { controller: {} } });
    expect(look().hint).toContain("service worker");
  },
);
