// A page with one preview, as its address asks for it, and all that can be learnt of it from inside.
import { SandboxPreview, SandboxProvider, useProcess, type PreviewState } from "blaxel-react";
import "blaxel-react/styles.css";
import { createRoot } from "react-dom/client";
import type { PassedState, Seen } from "./seen";

declare global {
  interface Window {
    /** What there is to see at present. */
    look?: () => Seen;
  }
}

const asked = new URLSearchParams(location.search);
const passed: PassedState[] = [];
/** When the app's own page first said that it is in the frame. */
let appSince: number | undefined;

const frame = () => document.querySelector<HTMLIFrameElement>(".blaxel-preview-frame");
const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? "";

addEventListener("message", ({ source, data }: MessageEvent<{ title?: string } | undefined>) => {
  if (source === frame()?.contentWindow && data?.title === "An app") appSince ??= performance.now();
});

function note({ status, error, warning, evidence }: PreviewState) {
  passed.push({
    status,
    error: error?.kind,
    warning: warning?.kind,
    process: evidence.process,
    attempts: evidence.attempts,
    isAnswered: evidence.probe !== undefined,
    at: performance.now(),
  });
}

window.look = () => {
  const element = frame();
  return {
    passed,
    appSince,
    state: document.querySelector<HTMLElement>(".blaxel-preview")?.dataset["state"],
    kind: textOf(".blaxel-preview dd"),
    warning: textOf(".blaxel-preview-warning"),
    buttons: [...document.querySelectorAll("[data-panel=error] button")].map(
      (button) => button.textContent ?? "",
    ),
    isVisible: element !== null && getComputedStyle(element).visibility === "visible",
  };
};

const common = {
  title: "My app",
  preview: asked.get("preview") ?? undefined,
  path: asked.get("path") ?? undefined,
  readiness: { probeTimeoutMs: 6_000 },
  timeoutMs: 5_000,
  onStateChange: note,
};

function Linked({ command }: { command: string }) {
  const name = asked.get("process") ?? "";
  const waitForPorts = [Number(asked.get("port"))];
  const dev = useProcess({ name, command, workingDir: "/app", waitForPorts });
  return <SandboxPreview {...common} process={dev} />;
}

const command = asked.get("command");
const container = document.createElement("div");
document.body.append(container);
createRoot(container).render(
  <SandboxProvider endpoint="/api/sandbox">
    {command === null ? <SandboxPreview {...common} /> : <Linked command={command} />}
  </SandboxProvider>,
);
