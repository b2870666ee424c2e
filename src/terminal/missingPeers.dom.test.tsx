import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { renderWithSandbox } from "../testing";
import { SandboxTerminal } from "./SandboxTerminal";

// What a bundler makes of an optional peer that is not installed.
vi.mock("@xterm/addon-search", () => {
  throw new Error('Could not resolve "@xterm/addon-search"');
});

it("says what to install where the emulator is missing, and asks again when told to", async () => {
  const onWrite = vi.fn();
  renderWithSandbox(<SandboxTerminal />, { terminal: { onWrite } });
  const status = await screen.findByText(/@xterm\/xterm, could not be loaded/);
  expect(status).toHaveTextContent(
    "Install @xterm/xterm and its addons fit, web-links, search, unicode-graphemes and webgl",
  );
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/@xterm\/xterm, could not be loaded/)).toBeInTheDocument();
});
