import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { SandboxError } from "../errors";
import { ProcessLogs } from "../process";
import { SandboxFixture } from "../testing";
import { SandboxPreview } from "./SandboxPreview";
import { PreviewWarning } from "./previewChrome";
import type { Preview } from "./types";

it.each([
  [
    "SandboxPreview",
    <SandboxPreview key="" title="App" id="app" data-testid="x" aria-describedby="y" />,
  ],
  [
    "ProcessLogs",
    <ProcessLogs key="" process="dev" id="app" data-testid="x" aria-describedby="y" />,
  ],
])("%s passes id, data-* and aria-* on, and keeps its own", (_, shown) => {
  const { container } = render(<SandboxFixture>{shown}</SandboxFixture>);
  const element = container.querySelector("section");
  expect(element).toHaveProperty("id", "app");
  expect(element?.getAttribute("data-testid")).toBe("x");
  expect(element?.getAttribute("aria-describedby")).toBe("y");
  expect(element?.className).toMatch(/^blaxel-/);
});

it("a name and a state of the author's own", () => {
  const shown = (
    <SandboxPreview title="App" aria-label="Bakery" data-state="mine" url="https://a.b/" />
  );
  const { container } = render(<SandboxFixture>{shown}</SandboxFixture>);
  const element = container.querySelector("section");
  expect(element?.getAttribute("aria-label")).toBe("Bakery");
  expect(element?.getAttribute("data-state")).toBe("ready");
  expect(element?.hasAttribute("url")).toBe(false);
});

it("shows what stands between backticks as code", () => {
  const warning = new SandboxError({
    kind: "blocked-by-csp",
    message: "Blocked.",
    hint: "Set `credentialless` on it.",
    retryable: false,
  });
  const { container } = render(<PreviewWarning preview={{ warning } as Preview} />);
  expect(container.textContent).toBe("Blocked. Set credentialless on it.");
  expect(container.querySelector("code")?.textContent).toBe("credentialless");
});
