import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ProcessLogs, SandboxPreview, type SandboxLabels } from "blaxel-react";
import { eventually } from "../../testbed/eventually";
import { renderWithSandbox } from "./renderWithSandbox";

const reported: unknown[] = [];
beforeEach(() => {
  reported.length = 0;
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const fault = new Error("thrown by a label");
const throws = () => {
  throw fault;
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();

const hostile: [what: string, labels: unknown, isReported: boolean][] = [
  ["a proxy that throws", new Proxy({}, { get: throws, has: throws, ownKeys: throws }), true],
  ["a proxy that was revoked", revoked.proxy, true],
  [
    "getters that throw",
    Object.defineProperties(
      {},
      Object.fromEntries(
        ["preview.retry", "error.nothing-listening.title", "logs.copy"].map((key) => [
          key,
          { get: throws },
        ]),
      ),
    ),
    true,
  ],
  ["numbers", new Proxy({}, { get: () => 7 }), false],
  ["objects", new Proxy({}, { get: () => ({}) }), false],
  ["symbols", new Proxy({}, { get: () => Symbol("label") }), false],
  ["functions", new Proxy({}, { get: () => () => "label" }), false],
  ["promises that reject", new Proxy({}, { get: () => Promise.reject(fault) }), true],
  ["a text instead of labels", "labels", false],
  ["null", null, false],
];

it.each(hostile)(
  "invariant 13: labels that are %s leave the English texts",
  async (_what, labels, isReported) => {
    renderWithSandbox(
      <>
        <SandboxPreview title="My app" />
        <ProcessLogs process="tests" />
      </>,
      {
        labels: labels as SandboxLabels,
        preview: { status: "error" },
        process: { tests: { status: "exited", lines: ["a line"] } },
      },
    );
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The preview failed, as the test asked for.",
    );
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
    expect(await screen.findByRole("button", { name: "Copy the log" })).toBeInTheDocument();
    await eventually(() => expect(reported.length > 0).toBe(isReported));
  },
);
