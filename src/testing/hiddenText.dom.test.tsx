import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ProcessLogs, SandboxPreview } from "blaxel-react";
import { eventually } from "../../testbed/eventually";
import { renderWithSandbox } from "./renderWithSandbox";

const name = "dev\u202eved";
const lines = ["safe \u202e\u2066evil\u2069", `z${"\u0335".repeat(30)}`, "👩‍💻 سلام می‌خواهم ✔️"];

it("what a log hides is named in the viewer, its name included, and copied as it is shown", async () => {
  const writeText = vi.fn((_text: string) => Promise.resolve());
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  renderWithSandbox(<ProcessLogs process={name} />, {
    process: { [name]: { status: "running", lines } },
  });
  const log = await screen.findByRole("log", { name: "Log: dev<U+202E>ved" });
  const shown = [...log.querySelectorAll(".blaxel-logs-text")].map((row) => row.textContent);
  expect(shown).toEqual([
    "safe <U+202E><U+2066>evil<U+2069>",
    `z${"\u0335".repeat(4)}${"<U+0335>".repeat(26)}`,
    lines[2],
  ]);
  expect(log.querySelector(".blaxel-logs-hidden")).toHaveTextContent("<U+202E><U+2066>");
  screen.getByRole("button", { name: "Copy the log" }).click();
  expect(writeText).toHaveBeenCalledWith(`${shown.join("\n")}\n`);
  vi.unstubAllGlobals();
});

it("what a log hides is marked in the few lines over a preview", async () => {
  renderWithSandbox(<SandboxPreview title="My app" process={name} />, {
    preview: { status: "waiting" },
    process: { [name]: { status: "running", lines } },
  });
  const tail = () => document.querySelector(".blaxel-preview-log")?.textContent;
  await eventually(() => expect(tail()).toBe(`safe \ufffd\ufffdevil\ufffd\nz\ufffd\n${lines[2]}`));
});

it("what a terminal does not draw is not in the few lines over a preview, as it is not in the viewer", async () => {
  const printed = [
    "\u001bP1$r0m\u001b\\\u001b]8;;http://a.example\u0007link\u001b]8;;\u0007 done\u0007",
    "\u001b[38:2::255:0:0mred\u001b[0m \u001b_apc\u001b\\here",
    "-\b\\\b|\b/\bready",
  ];
  renderWithSandbox(
    <>
      <SandboxPreview title="My app" process="dev" />
      <ProcessLogs process="dev" />
    </>,
    { preview: { status: "waiting" }, process: { dev: { status: "running", lines: printed } } },
  );
  const shown = "link done\nred here\nready";
  await eventually(() => {
    expect(document.querySelector(".blaxel-preview-log")?.textContent).toBe(shown);
    const rows = [...document.querySelectorAll(".blaxel-logs-text")];
    expect(rows.map((row) => row.textContent).join("\n")).toBe(shown);
  });
});
