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
