import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import { SandboxProvider } from "../session";
import { SandboxPreview } from ".";

const page = (initial?: { preview_url: string }) =>
  renderToString(
    <StrictMode>
      <SandboxProvider endpoint="https://shop.example/api/sandbox" initial={initial}>
        <SandboxPreview title="My app" path="/docs" />
      </SandboxProvider>
    </StrictMode>,
  );

it("invariant 8: renders on a server, waiting", () => {
  const html = page();
  expect(html).toContain('data-state="waiting"');
  expect(html).not.toContain("<iframe");
});

it("has the frame in the first HTML when the address is handed over", () => {
  const html = page({ preview_url: "https://app.preview.bl.run" });
  expect(html).toContain('src="https://app.preview.bl.run/docs"');
  expect(html).toContain("visibility:hidden");
});
