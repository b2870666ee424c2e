// A page with the previews that its address asks for, and all that can be learnt of each from inside.
import { SandboxPreview, SandboxProvider, useProcess, type PreviewState } from "blaxel-react";
import "blaxel-react/styles.css";
import { createRoot } from "react-dom/client";
import type { AskedPreview, PassedState, Seen } from "./seen";

declare global {
  interface Window {
    /** What there is to see of each preview at present, in the order in which they were asked for. */
    look?: () => Seen[];
  }
}

const asked: AskedPreview[] = JSON.parse(
  new URLSearchParams(location.search).get("previews") ?? "[]",
);
const passed = asked.map((): PassedState[] => []);
/** When the app's own page first said that it is in the frame. */
const appSince: (number | undefined)[] = asked.map(() => undefined);

const places = () => [...document.querySelectorAll<HTMLElement>("[data-place]")];
const frameIn = (place: HTMLElement) =>
  place.querySelector<HTMLIFrameElement>(".blaxel-preview-frame");

addEventListener("message", ({ source, data }: MessageEvent<{ title?: string } | undefined>) => {
  if (data?.title !== "An app") return;
  const index = places().findIndex((place) => frameIn(place)?.contentWindow === source);
  if (index >= 0) appSince[index] ??= performance.now();
});

function note(index: number, { status, error, warning, evidence }: PreviewState) {
  passed[index]?.push({
    status,
    error: error?.kind,
    warning: warning?.kind,
    process: evidence.process,
    attempts: evidence.attempts,
    isAnswered: evidence.probe !== undefined,
    at: performance.now(),
  });
}

window.look = () =>
  places().map((place, index) => {
    const element = frameIn(place);
    const textOf = (selector: string) => place.querySelector(selector)?.textContent ?? "";
    return {
      passed: passed[index] ?? [],
      appSince: appSince[index],
      state: place.querySelector<HTMLElement>(".blaxel-preview")?.dataset["state"],
      kind: textOf(".blaxel-preview dd"),
      warning: textOf(".blaxel-preview-warning"),
      buttons: [...place.querySelectorAll("[data-panel=error] button")].map(
        (button) => button.textContent ?? "",
      ),
      isVisible: element !== null && getComputedStyle(element).visibility === "visible",
    };
  });

function optionsOf({ preview, path }: AskedPreview, index: number) {
  return {
    title: "My app",
    preview,
    path,
    // A trial that a busy machine keeps from ending in time would leave a cell undecided.
    readiness: { probeTimeoutMs: 30_000 },
    timeoutMs: 5_000,
    // All of them in sight.
    style: { height: 160, minHeight: 0 },
    onStateChange: (state: PreviewState) => note(index, state),
  };
}

function Linked({ asked, index }: { asked: AskedPreview; index: number }) {
  const { process = "", command = "", port = 0 } = asked;
  const dev = useProcess({ name: process, command, workingDir: "/app", waitForPorts: [port] });
  return <SandboxPreview {...optionsOf(asked, index)} process={dev} />;
}

const container = document.createElement("div");
container.style.cssText = "display:grid;grid-template-columns:repeat(4,minmax(0,1fr))";
document.body.append(container);
createRoot(container).render(
  <SandboxProvider endpoint="/api/sandbox">
    {asked.map((one, index) => (
      <div key={index} data-place="">
        {one.command ? (
          <Linked asked={one} index={index} />
        ) : (
          <SandboxPreview {...optionsOf(one, index)} />
        )}
      </div>
    ))}
  </SandboxProvider>,
);
