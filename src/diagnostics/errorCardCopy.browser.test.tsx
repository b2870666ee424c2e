import { createPortal } from "react-dom";
import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
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

/** All that the card's status comes to say, however short the time, and whether the eye can see it. */
function noteStatus() {
  const status = page.getByRole("status").element();
  const said: { text: string; isSeen: boolean }[] = [];
  const note = () => {
    const { width, height } = status.getBoundingClientRect();
    said.push({ text: status.textContent, isSeen: Math.min(width, height) > 10 });
  };
  new MutationObserver(note).observe(status, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  return said;
}

it("says to the eye and the ear that the error was copied, and for a while only", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await showCard();
  const said = noteStatus();
  await userEvent.click(page.getByRole("button", { name: "Copy" }));
  await eventually(() =>
    expect(said).toEqual([
      { text: "Error copied", isSeen: true },
      { text: "", isSeen: false },
    ]),
  );
});

it("says that the browser does not allow it, in the user's language", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
  await showCard({ "errors.copy.failed": "Kopieren ist nicht erlaubt" });
  const said = noteStatus();
  await userEvent.click(page.getByRole("button", { name: "Copy" }));
  await eventually(() =>
    expect(said[0]).toEqual({ text: "Kopieren ist nicht erlaubt", isSeen: true }),
  );
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
