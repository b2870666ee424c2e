import { createPortal } from "react-dom";
import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { appErrors } from "../../stories/appErrors";
import { SandboxProvider, type SandboxLabels } from "../session";
import { ErrorCard } from "./ErrorCard";
import { toPrompt } from "./toPrompt";
import "../styles/styles.css";

afterEach(async () => {
  vi.restoreAllMocks();
  await cleanup();
});

const showCard = (labels?: SandboxLabels) =>
  render(
    <SandboxProvider endpoint="/api/sandbox" labels={labels}>
      <ErrorCard error={appErrors.build} />
    </SandboxProvider>,
  );

it("says to the eye and the ear that the error was copied, and for a while only", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await showCard();
  await userEvent.click(page.getByRole("button", { name: "Copy" }));
  const said = page.getByText("Error copied");
  await expect.element(said).toBeVisible();
  await expect.element(said).toHaveAttribute("role", "status");
  const { width, height } = said.element().getBoundingClientRect();
  expect(Math.min(width, height)).toBeGreaterThan(10);
  await expect.element(page.getByRole("status")).toHaveTextContent(/^$/);
});

it("says that the browser does not allow it, in the user's language", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
  await showCard({ "errors.copy.failed": "Kopieren ist nicht erlaubt" });
  await userEvent.click(page.getByRole("button", { name: "Copy" }));
  const { width, height } = page
    .getByText("Kopieren ist nicht erlaubt")
    .element()
    .getBoundingClientRect();
  expect(Math.min(width, height)).toBeGreaterThan(10);
});

it("copies by the window that the card stands in, which alone has the focus", async () => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const there = frame.contentWindow;
  if (!there) throw new Error("The frame has no window.");
  const { navigator: navigatorThere, document: documentThere } = there;
  const here = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no focus"));
  const copied = vi.spyOn(navigatorThere.clipboard, "writeText").mockResolvedValue();
  await render(
    <SandboxProvider endpoint="/api/sandbox">
      {createPortal(<ErrorCard error={appErrors.build} />, documentThere.body)}
    </SandboxProvider>,
  );
  documentThere.querySelector("button")?.click();
  await expect
    .poll(() => documentThere.querySelector("[role=status]")?.textContent)
    .toBe("Error copied");
  expect(copied).toHaveBeenCalledExactlyOnceWith(toPrompt(appErrors.build));
  expect(here).not.toHaveBeenCalled();
  frame.remove();
});
