// The components in the states that differ to the eye, for tests of what the style sheet does.
import { ProcessLogs } from "../src/process";
import { SandboxPreview } from "../src/preview";
import { ErrorCard, type AppError } from "../src/diagnostics";
import { SandboxError } from "../src/errors";
import { SandboxTerminal } from "../src/terminal";
import { SandboxFixture, type SandboxStates } from "../src/testing";

const error = new SandboxError({
  kind: "app-failed",
  message: "The app answers with an error. (500)",
  hint: "Look at the dev server's log. The page can be shown all the same.",
  retryable: true,
  status: 500,
});

const lines = [
  "> vite --host 0.0.0.0",
  "  \u001b[32m\u001b[1mVITE\u001b[22m v8.3.8\u001b[39m  \u001b[2mready in\u001b[22m 214 ms",
  "  \u001b[36mhttp://0.0.0.0:3000/\u001b[39m \u001b[7m reversed \u001b[0m \u001b[41m red \u001b[0m",
  { text: "error: Cannot find module './Basket'", stream: "stderr" as const },
  { text: "Some output is missing here.", stream: "system" as const, notice: "gap" as const },
];
/** How many lines the log of a gallery shows. */
export const lineCount = lines.length;

const crashed = new SandboxError({
  kind: "process-exited",
  message: '"failed" failed with code 1.',
  hint: "Its last lines say more: start it with `--host 0.0.0.0`.",
  retryable: true,
});

const process = {
  serving: { status: "ready", lines },
  failing: {
    status: "error",
    error: new SandboxError({
      kind: "start-failed",
      message: "It could not be started.",
      hint: "Look.",
      retryable: false,
    }),
    lines: [],
  },
} as const;
const url = "https://app.preview.bl.run/a/rather/long/path/to/a/page?with=a&query=too";

const previews: readonly NonNullable<SandboxStates["preview"]>[] = [
  { status: "ready", url, src: "data:text/html,<h1>Bakery", warning: error },
  { status: "waiting", stage: "process", slow: true },
  { status: "error", error, url, src: "about:blank" },
  { status: "error", error: crashed, url },
  { status: "asleep", url },
  { status: "idle" },
  { status: "ready", url, src: "data:text/html,<h1>Bakery", access: "ending" },
];
/** How many previews a gallery shows, and how many of these with the last lines of the log. */
export const previewCount = previews.length;
export const logTailCount = previews.filter(({ status }) =>
  ["waiting", "error"].includes(status ?? "ready"),
).length;

const shell =
  "\u001b[1;32mdev@sandbox\u001b[0m:\u001b[1;34m/app\u001b[0m$ ls\r\nREADME.md  src\r\n$ ";

const appError: AppError = {
  id: "1",
  kind: "build",
  status: "open",
  message: "Cannot find module './Basket'",
  tool: "vite",
  file: "src/App.tsx",
  line: 3,
  column: 20,
  isApproximate: true,
  codeFrame: 'import { Basket } from "./Basket";',
  stack: "at App (src/App.tsx:3:20)",
  count: 2,
  firstAt: 0,
  lastAt: 0,
  versions: [],
  lastLines: [],
};

/** Every look of the kit, one below the other. */
export function Gallery({ className }: { className?: string }) {
  return (
    <main>
      {previews.map((preview, at) => (
        <SandboxFixture key={at} preview={preview} process={process}>
          <SandboxPreview
            title="Bakery"
            process="serving"
            className={className}
            defaultDevice={preview.status === "ready" ? "phone" : "responsive"}
            style={{ height: 380 }}
          />
        </SandboxFixture>
      ))}
      <SandboxFixture process={process}>
        <ProcessLogs process="serving" className={className} />
        <ProcessLogs process="failing" className={className} style={{ height: 160 }} />
      </SandboxFixture>
      <ErrorCard
        error={appError}
        className={className}
        onFix={() => undefined}
        onOpenFile={() => undefined}
      />
      <ErrorCard error={{ ...appError, status: "resolved" }} className={className} />
      <ErrorCard error={{ ...appError, status: "unknown" }} className={className} />
      <SandboxFixture terminal={{ output: [shell] }}>
        <SandboxTerminal className={className} keyBar style={{ height: 260 }} />
      </SandboxFixture>
    </main>
  );
}
