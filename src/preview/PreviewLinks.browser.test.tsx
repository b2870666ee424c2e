import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { SandboxFixture } from "../testing";
import { SandboxPreview } from ".";
import "../styles/styles.css";

afterEach(async () => {
  vi.restoreAllMocks();
  await cleanup();
});

const show = () =>
  render(
    <SandboxFixture preview={{ status: "ready", url: "https://app.example/" }}>
      <SandboxPreview title="My app" />
    </SandboxFixture>,
  );

it("says that the link was copied, and then offers to copy it again", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await show();
  await userEvent.click(page.getByRole("button", { name: "Copy the link" }));
  await expect.element(page.getByRole("button", { name: "Link copied" })).toBeVisible();
  expect(copied).toHaveBeenCalledExactlyOnceWith("https://app.example/");
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: "Copy the link" })).toBeVisible();
});

it.each([
  ["refuses", { writeText: () => Promise.reject(new Error("not allowed")) }],
  ["has no clipboard, as without https", undefined],
])("says that it was not copied where the browser %s", async (_, clipboard) => {
  const problems: unknown[] = [];
  const note = (event: ErrorEvent) => problems.push(event.error);
  window.addEventListener("error", note);
  vi.spyOn(navigator, "clipboard", "get").mockReturnValue(clipboard as never);
  await show();
  await userEvent.click(page.getByRole("button", { name: "Copy the link" }));
  const name = "Not copied";
  await expect.element(page.getByRole("button", { name })).toBeVisible();
  window.removeEventListener("error", note);
  expect(problems).toEqual([]);
});
