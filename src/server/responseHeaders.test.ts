import { describe, expect, it } from "vitest";
import { devServerEnv } from "./previews";
import { previewResponseHeaders, sessionResponseHeaders } from "./responseHeaders";

const one = ["https://app.example.com"];
const two = [...one, "https://docs.example.com"];

describe.each([
  ["session", sessionResponseHeaders],
  ["preview", previewResponseHeaders],
])("%s response headers", (_name, headersFor) => {
  it("name a single origin exactly, with credentials", () => {
    const headers = headersFor({ origins: one });
    expect(headers["Access-Control-Allow-Origin"]).toBe(one[0]);
    expect(headers["Access-Control-Allow-Credentials"]).toBe("true");
  });

  it.each([[undefined], [[]], [two]])("never pair a star with credentials (%j)", (origins) => {
    const headers = headersFor({ origins });
    expect(headers["Access-Control-Allow-Origin"]).toBe("*");
    expect(headers).not.toHaveProperty("Access-Control-Allow-Credentials");
  });

  it("let the browser send the session's token", () => {
    expect(headersFor()["Access-Control-Allow-Headers"]).toContain("X-Blaxel-Preview-Token");
  });
});

it("a preview lets exactly the given origins frame it", () => {
  expect(previewResponseHeaders({ origins: two })["Content-Security-Policy"]).toBe(
    "frame-ancestors https://app.example.com https://docs.example.com",
  );
  expect(previewResponseHeaders()).not.toHaveProperty("Content-Security-Policy");
});

it("a preview shows the probe what it has to read", () => {
  const exposed = previewResponseHeaders()["Access-Control-Expose-Headers"];
  for (const name of ["X-Blaxel-Source", "X-Frame-Options", "Content-Security-Policy"]) {
    expect(exposed).toContain(name);
  }
});

it("a dev server hears of the preview's host", () => {
  expect(devServerEnv("https://abc.preview.bl.run/path")).toEqual({
    HOST: "0.0.0.0",
    __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: "abc.preview.bl.run",
  });
});
