// Shows a preview in the page of a browser test, and finds its parts there.
import type { ReactNode } from "react";
import { expect, vi } from "vitest";
import { render } from "vitest-browser-react";
import { SandboxPreview, type SandboxPreviewProps } from "../src/preview";
import { SandboxProvider } from "../src/session";
import "../src/styles/tokens.css";
import "../src/styles/preview.css";

/** Renders a preview under a provider. */
export function showPreview(
  endpoint: string,
  props: Partial<SandboxPreviewProps> = {},
  wrap = (tree: ReactNode) => tree,
) {
  return render(
    wrap(
      <SandboxProvider endpoint={endpoint}>
        <div style={{ height: 500 }}>
          <SandboxPreview title="My app" {...props} />
        </div>
      </SandboxProvider>,
    ),
  );
}

export function previewSection(): HTMLElement {
  const element = document.querySelector<HTMLElement>(".blaxel-preview");
  if (!element) throw new Error("There is no preview.");
  return element;
}

export function previewFrame(): HTMLIFrameElement {
  const element = document.querySelector("iframe.blaxel-preview-frame");
  if (!(element instanceof HTMLIFrameElement)) throw new Error("There is no frame.");
  return element;
}

/** Waits until `check` throws no more: bounded by patience, not by the speed of a machine. */
export function eventually<Found>(
  check: () => Found | Promise<Found>,
  timeout = 30_000,
): Promise<Found> {
  return vi.waitFor(check, { timeout, interval: 20 });
}

/** Waits until the preview is in that state. */
export function previewState(wanted: string, timeout?: number): Promise<void> {
  return eventually(() => expect(previewSection().dataset["state"]).toBe(wanted), timeout);
}

/** Waits until the preview shows an error of that kind, and reads it where a person would. */
export function previewError(kind: string, timeout?: number): Promise<void> {
  return eventually(() => {
    expect(previewSection().dataset["state"]).toBe("error");
    expect(previewSection().querySelector("dd")?.textContent).toBe(kind);
  }, timeout);
}
