import { createPortal } from "react-dom";
import { afterEach, expect, it, vi } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { appErrors } from "../../stories/appErrors";
import { SandboxProvider } from "../session";
import { ErrorCard } from "./ErrorCard";
import { toPrompt } from "./toPrompt";

afterEach(() => cleanup());

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
