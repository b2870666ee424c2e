import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { SandboxProvider, useSandboxSession } from "./index";

function Url() {
  const { status, previewUrl } = useSandboxSession();
  return <p>{`${status} ${previewUrl ?? "nowhere"}`}</p>;
}

const page = (initial?: { preview_url: string }) =>
  renderToString(
    <SandboxProvider endpoint="/api/sandbox" {...(initial && { initial })}>
      <Url />
    </SandboxProvider>,
  );

it("invariant 8: a server asks nobody, and shares nothing between its visitors", () => {
  const fetch = vi.spyOn(globalThis, "fetch");
  expect(page({ preview_url: "https://anna.example/" })).toContain("pending https://anna.example/");
  expect(page()).toContain("pending nowhere");
  expect(page({ preview_url: "https://bert.example/" })).toContain("pending https://bert.example/");
  expect(fetch).not.toHaveBeenCalled();
  fetch.mockRestore();
});

it("a server keeps no timer behind", () => {
  vi.useFakeTimers();
  page({ preview_url: "https://anna.example/" });
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it("a hand-off reads no clock, as a page that is rendered at build time may not", () => {
  const clocks = [vi.spyOn(Date, "now")];
  for (const clock of clocks) {
    clock.mockImplementation(() => {
      throw new Error("The clock was read.");
    });
  }
  const initial = { preview_url: "https://app.example/", server_time: "2026-11-30T00:00:00Z" };
  const enabled = [true, false].map((is) =>
    renderToString(
      <SandboxProvider endpoint="/api/sandbox" initial={initial} enabled={is}>
        <p>page</p>
      </SandboxProvider>,
    ),
  );
  for (const clock of clocks) clock.mockRestore();
  expect(enabled).toEqual(["<p>page</p>", "<p>page</p>"]);
});
