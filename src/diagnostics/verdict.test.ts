import { expect, it } from "vitest";
import { linesOf } from "../../testbed/appErrors/corpus";
import { ErrorList } from "./errorList";
import { ErrorReader } from "./errorReader";

const UP = { isProcessUp: true, isPreviewUp: true };
const LATER = 10_000;

/** A list over lines that come one after the other, each at its own second. */
function reading() {
  const list = new ErrorList({ root: "/app" });
  list.isReplay = false;
  let number = 0;
  const reader = new ErrorReader({
    onFinding: (finding) => list.found(finding, number * 1_000),
    onLoss: (from) => list.lost(from),
    onSignal: (signal) => list.signal(signal, number * 1_000),
  });
  const print = (...lines: readonly string[]) => {
    for (const text of lines) reader.read({ number: ++number, stream: "stdout", text });
  };
  const status = (wait = LATER) =>
    list.snapshot(number * 1_000 + wait).judged.map((one) => one.status);
  return { list, print, status, at: () => number };
}

const viteError = (file: string) => [
  '8:31:45 PM [vite] Internal server error: Failed to resolve import "./Nope" from "src/App.jsx".',
  "  Plugin: vite:import-analysis",
  `  File: /app/${file}:2:21`,
];

it("is open until something speaks for a repair", () => {
  const { list, print, status } = reading();
  print(...viteError("src/App.jsx"));
  list.know(UP);
  expect(status()).toEqual(["open"]);
});

it("is not resolved by a line alone that speaks of success", () => {
  const successes = [
    "8:31:46 PM [vite] (client) hmr update /src/App.jsx",
    "8:31:46 PM [vite] (client) page reload src/App.jsx",
    "[watch] build finished, watching for changes...",
    "webpack 5.113.0 compiled successfully in 20 ms",
    "Found 0 errors. Watching for file changes.",
    "✓ Compiled in 20ms",
    "GET / 200 in 20ms",
    "Restarting 'server.js'",
  ];
  for (const success of successes) {
    const { list, print, status } = reading();
    print(
      ...viteError("src/App.jsx"),
      "  ✘ [ERROR] Unexpected token",
      "a.js(1,2): error TS1: no",
      success,
    );
    expect(status()).not.toContain("resolved");
    list.know({ isProcessUp: undefined, isPreviewUp: false });
    expect(status()).not.toContain("resolved");
  }
});

it("is resolved by an update of its file, a page that asks for it, and silence", () => {
  const { list, print, status } = reading();
  print(...viteError("src/App.jsx"), "8:31:46 PM [vite] (client) hmr update /src/App.jsx");
  list.know({ isProcessUp: true, isPreviewUp: undefined });
  expect(status()).toEqual(["unknown"]);
  list.know(UP);
  expect(status(0)).toEqual(["unknown"]);
  expect(status()).toEqual(["resolved"]);
});

it("stays open when the update is that of the next error, and is open again when it comes again", () => {
  const { list, print, status } = reading();
  list.know(UP);
  print(...viteError("src/App.jsx"), "8:31:46 PM [vite] (client) hmr update /src/App.jsx");
  print(...viteError("src/App.jsx"));
  expect(status()).toEqual(["open"]);
  print("8:31:46 PM [vite] (client) hmr update /src/App.jsx");
  expect(status()).toEqual(["resolved"]);
  print(...viteError("src/App.jsx"));
  expect(status()).toEqual(["open"]);
});

it("is not resolved by the update of another file", () => {
  const { list, print, status } = reading();
  list.know(UP);
  print(...viteError("src/App.jsx"), "8:31:46 PM [vite] (client) hmr update /src/Other.jsx");
  expect(status()).toEqual(["open"]);
});

it("a repair that prints nothing is one when the page is loaded anew and all is quiet", () => {
  const { list, print, status, at } = reading();
  list.know(UP);
  print(...viteError("src/App.jsx"));
  list.report("editor", { type: "file-changed", file: "/app/src/App.jsx" }, at(), 5_000);
  expect(status()).toEqual(["unknown"]);
  list.pageLoaded({ order: at(), since: 5_500, at: 6_000 });
  expect(status()).toEqual(["resolved"]);
});

it("esbuild and tsc are believed when they have begun anew and named nothing", () => {
  const { list, print, status } = reading();
  list.know({ isProcessUp: true, isPreviewUp: undefined });
  print("[watch] build started", "✘ [ERROR] Unexpected token", "", "    a.js:2:10:");
  print("[watch] build finished");
  expect(status()).toEqual(["unknown"]);
  print('[watch] build started (change: "a.js")', "[watch] build finished");
  expect(status()).toEqual(["resolved"]);
});

it("an answer that succeeds where the request had failed resolves the server's error", () => {
  const { list, print, status } = reading();
  list.know({ isProcessUp: true, isPreviewUp: undefined });
  print("⨯ TypeError: x is null", "    at Page (app/page.jsx:3:22)", " GET / 500 in 20ms");
  print(" GET /other 200 in 20ms");
  expect(status()).toEqual(["open"]);
  print(" GET / 200 in 20ms");
  expect(status()).toEqual(["resolved"]);
});

it("a process that crashed is well when it runs again and stays quiet", () => {
  const { list, print, status, at } = reading();
  print(...linesOf("node20-type-error-top").map(({ text }) => text));
  list.know({ isProcessUp: false, isPreviewUp: undefined });
  expect(status()).toEqual(["open"]);
  list.restarted(at(), at() * 1_000);
  expect(status()).toEqual(["unknown"]);
  list.know({ isProcessUp: true, isPreviewUp: undefined });
  expect(status()).toEqual(["resolved"]);
});

it("joins what another source says of the same error: one entry, not two", () => {
  const { list, print, at } = reading();
  print(
    "8:43:06 PM [vite] (client) [Unhandled error] TypeError: x is null",
    " > App src/App.jsx:6:19",
  );
  list.report(
    "bridge",
    {
      type: "error",
      kind: "browser",
      message: "Uncaught TypeError: x is null",
      file: "/app/src/App.jsx",
      line: 6,
      column: 19,
    },
    at(),
    0,
  );
  const { judged } = list.snapshot(0);
  expect(judged.map(({ group }) => group.count)).toEqual([2]);
  list.report("bridge", { type: "page-works" }, at(), 1_000);
  expect(list.snapshot(LATER).judged.map(({ status }) => status)).toEqual(["resolved"]);
});

it("Next answers 200 while a page fails: the next answer without the error resolves it", () => {
  const { list, print, status } = reading();
  list.know(UP);
  print("⨯ TypeError: x is null", "    at Page (app/page.jsx:3:22)", " GET / 200 in 165ms");
  expect(status()).toEqual(["open"]);
  print(" GET /api/health 200 in 1ms");
  expect(status()).toEqual(["open"]);
  print(" GET / 200 in 183ms");
  expect(status()).toEqual(["resolved"]);
});

it("a dev server that was started anew before this page was opened says so where it starts", () => {
  const { list, print, status } = reading();
  print("error when starting dev server:", "Error: Port 3000 is already in use");
  list.know(UP);
  expect(status()).toEqual(["open"]);
  print("  ▲ Next.js 16.0.1 (Turbopack)");
  expect(status()).toEqual(["open"]);
  print("  VITE v8.3.8  ready in 200 ms");
  list.know({ isProcessUp: false, isPreviewUp: undefined });
  expect(status()).toEqual(["unknown"]);
  list.know(UP);
  expect(status()).toEqual(["resolved"]);
});

it("an error that came of loading the page is over when the next load does not bring it, a click's is not", () => {
  for (const [ms, expected] of [
    [300, "resolved"],
    [20_000, "unknown"],
  ] as const) {
    const list = new ErrorList({ root: "/app" });
    list.isReplay = false;
    list.know(UP);
    list.pageLoaded({ order: 0, since: 500, at: 1_000 });
    const reader = new ErrorReader({
      onFinding: (finding) => list.found(finding, 1_000 + ms),
      onLoss: (from) => list.lost(from),
      onSignal: (signal) => list.signal(signal, 1_000 + ms),
    });
    reader.read({ number: 1, stream: "stderr", text: "[browser] Uncaught TypeError: x is null" });
    reader.read({ number: 2, stream: "stderr", text: "    at Page (app/page.jsx:3:22)" });
    list.pageLoaded({ order: 2, since: 40_000, at: 41_000 });
    expect(list.snapshot(50_000).judged.map(({ status }) => status)).toEqual([expected]);
  }
});
