// Shows a preview in the page of a browser test, and finds its parts there.
import type { ReactNode } from "react";
import { expect } from "vitest";
import { render } from "vitest-browser-react";
import { SandboxPreview, type SandboxPreviewProps } from "../src/preview";
import { SandboxProvider } from "../src/session";
import "../src/styles/styles.css";
import { eventually } from "./eventually";

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

/** Waits until the preview is in that state. */
export function previewState(wanted: string): Promise<void> {
  return eventually(() => expect(previewSection().dataset["state"]).toBe(wanted));
}

/** Waits until the preview shows an error of that kind, and reads it where a person would. */
export function previewError(kind: string): Promise<void> {
  return eventually(() => {
    expect(previewSection().dataset["state"]).toBe("error");
    expect(previewSection().querySelector("dd")?.textContent).toBe(kind);
  });
}
