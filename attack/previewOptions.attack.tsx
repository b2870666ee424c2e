// @vitest-environment jsdom
// What the user's own code gives to previews and to the provider.
import { render, renderHook } from "@testing-library/react";
import { beforeEach, expect, vi } from "vitest";
import {
  SandboxPreview,
  SandboxProvider,
  useSandboxSession,
  type SandboxPreviewProps,
  type SandboxProviderProps,
} from "blaxel-react";
import { eventually } from "../testbed/eventually";
import { hookRig, throwing } from "./hookRig";
import { attacks } from "./rows";

const rig = hookRig();
const fetched: string[] = [];
beforeEach(() => {
  fetched.length = 0;
  vi.stubGlobal("fetch", (url: unknown) => {
    fetched.push(String(url));
    return Promise.reject(new TypeError("Failed to fetch"));
  });
});

const HERE = "https://app.example/";
attacks<Record<string, unknown>>(
  "an option of a preview",
  {
    "an address that is a script": { url: "javascript:alert(1)" },
    "an address that is data": { url: "data:text/html,<script>alert(1)</script>" },
    "an address over plain http": { url: "http://app.example/" },
    "an address with a user": { url: "https://user:word@app.example/" },
    "an address that is none": { url: "app" },
    "an address that is a number": { url: 7 },
    "an address that is null": { url: null },
    "an address that is an object": { url: { href: HERE } },
    "the address of this page": { url: "http://localhost:3000/" },
    "a path to another site": { url: HERE, path: "//evil.example/" },
    "a path that is a script": { url: HERE, path: "javascript:alert(1)" },
    "a path that is a number": { url: HERE, path: 7 },
    "a path that is null": { url: HERE, path: null },
    "a preview that is none": { preview: "__proto__" },
    "a preview that is a number": { preview: 7 },
    "a process that is a number": { url: HERE, process: 7 },
    "a process named by a path": { url: HERE, process: "../x" },
    "a limit that is NaN": { url: HERE, timeoutMs: Number.NaN },
    "a limit below zero": { url: HERE, timeoutMs: -1 },
    "a probe that throws": { url: HERE, readiness: { accept: throwing } },
    "a probe of NaN": { url: HERE, readiness: { probeTimeoutMs: Number.NaN } },
    "a probe of another site": { url: HERE, readiness: { path: "//evil.example/" } },
    "readiness that is null": { url: HERE, readiness: null },
    "a callback that throws": { url: HERE, onStateChange: throwing },
    "a callback that rejects": { url: HERE, onStateChange: () => Promise.reject(new Error("x")) },
    "a callback that is none": { url: HERE, onStateChange: "x" },
    "a device that is none": { url: HERE, device: "watch" },
    "a device of NaN": { url: HERE, device: { width: Number.NaN, height: -5 } },
    "a device without end": { url: HERE, device: { width: Infinity, height: 1 } },
    "a title that is markup": { url: HERE, title: "<img src=x onerror=alert(1)>" },
    "a title that is an object": { url: HERE, title: { toString: () => "x" } },
  },
  async (options) => {
    const props = { title: "My app", ...options } as unknown as SandboxPreviewProps;
    const { container, unmount } = rig.show(<SandboxPreview {...props} />);
    await rig.settle();
    expect(rig.caught).toEqual([]);
    for (const frame of container.querySelectorAll("iframe")) {
      expect(frame.src).toMatch(/^https:\/\/app\.example\//);
      expect(frame.getAttribute("sandbox")).not.toContain("allow-top-navigation");
    }
    const { url: own } = await rig.store.credential();
    for (const url of fetched) {
      if (!url.startsWith(own)) expect(url).toMatch(/^https:\/\/app\.example\//);
    }
    expect(container.querySelector("img")).toBeNull();
    unmount();
  },
);

attacks<Record<string, unknown>>(
  "a prop of the provider",
  {
    "no endpoint": { endpoint: undefined },
    "an endpoint that is null": { endpoint: null },
    "an endpoint that is a number": { endpoint: 7 },
    "an endpoint that is an object": { endpoint: { url: "/api" } },
    "an empty endpoint": { endpoint: "" },
    "an endpoint that is a script": { endpoint: "javascript:alert(1)" },
    "an endpoint that is data": { endpoint: "data:application/json,{}" },
    "an endpoint with a user": { endpoint: "https://user:word@api.example/" },
    "an endpoint that throws": { endpoint: throwing },
    "an endpoint that is a class": { endpoint: Map },
    "a sandbox that is a number": { sandbox: 7 },
    "a sandbox that is an object": { sandbox: { name: "x" } },
    "a sandbox that adds a parameter": { sandbox: "a&refused=b#c" },
    "a sandbox that is a path": { sandbox: "../other" },
    "a sandbox of half a character": { sandbox: "\ud83d" },
    "labels that throw": { labels: new Proxy({}, { get: throwing }) },
    "an observer that throws": { onEvent: throwing },
    "an observer that rejects": { onEvent: () => Promise.reject(new Error("x")) },
    "an observer that is none": { onEvent: 7 },
    "a hand-off that is a text": { initial: "https://app.example" },
    "a hand-off that is a number": { initial: 7 },
    "a hand-off that is a list": { initial: [] },
    "a hand-off of a script": { initial: { preview_url: "javascript:alert(1)" } },
    "a hand-off that throws": { initial: new Proxy({}, { get: throwing }) },
  },
  async (props) => {
    const given = { endpoint: "/api/sandbox", ...props } as unknown as SandboxProviderProps;
    const { result } = renderHook(useSandboxSession, {
      wrapper: ({ children }) => <SandboxProvider {...given}>{children}</SandboxProvider>,
    });
    const { container, unmount } = render(
      <SandboxProvider {...given}>
        <SandboxPreview title="My app" />
      </SandboxProvider>,
    );
    await eventually(() => expect(result.current.status).toBe("error"));
    expect(rig.caught).toEqual([]);
    expect(result.current.error?.kind).toMatch(/^(endpoint-|invalid-options)/);
    for (const url of fetched) {
      expect(new URL(url, "https://page.example/").search).toMatch(/^(\?sandbox=[^&]*)?$/);
      expect(url).not.toContain("[object");
    }
    for (const frame of container.querySelectorAll("iframe")) {
      expect(frame.src).toMatch(/^https:/);
    }
    unmount();
  },
);
