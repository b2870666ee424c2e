import { expect, it } from "vitest";
import { refusesFraming } from "./probeResult";

const host = "https://shop.example";
const app = "https://app.preview.bl.run";

it.each([
  [{}, false],
  [{ "x-frame-options": "DENY" }, true],
  [{ "x-frame-options": "sameorigin" }, true],
  [{ "x-frame-options": "ALLOW-FROM https://x.example" }, false],
  [{ "content-security-policy": "frame-ancestors 'none'" }, true],
  [{ "content-security-policy": "frame-ancestors 'self'" }, true],
  [{ "content-security-policy": "default-src 'none'" }, false],
  [{ "content-security-policy": "frame-ancestors *" }, false],
  [{ "content-security-policy": "frame-ancestors https:" }, false],
  [{ "content-security-policy": "frame-ancestors shop.example" }, false],
  [{ "content-security-policy": "frame-ancestors https://shop.example:443" }, false],
  [{ "content-security-policy": "frame-ancestors https://shop.example:8443" }, true],
  [{ "content-security-policy": "frame-ancestors https://*.example" }, false],
  [{ "content-security-policy": "frame-ancestors https://*.shop.example" }, true],
  [{ "content-security-policy": "img-src *; FRAME-ANCESTORS https://other.example" }, true],
  [{ "content-security-policy": "frame-ancestors *, frame-ancestors 'none'" }, true],
  [{ "content-security-policy": "frame-ancestors *", "x-frame-options": "DENY" }, false],
])("%j: %s", (headers: Record<string, string>, refuses) => {
  expect(refusesFraming(new Headers(headers), app, host)).toBe(refuses);
});

it("minds the port of the page around it", () => {
  const policy = (sources: string) =>
    new Headers({ "content-security-policy": `frame-ancestors ${sources}` });
  expect(refusesFraming(policy("http://localhost:5173"), app, "http://localhost:5173")).toBe(false);
  expect(refusesFraming(policy("http://localhost:*"), app, "http://localhost:5173")).toBe(false);
  expect(refusesFraming(policy("http://localhost:3000"), app, "http://localhost:5173")).toBe(true);
  expect(refusesFraming(policy("http://localhost"), app, "http://localhost:5173")).toBe(true);
});
