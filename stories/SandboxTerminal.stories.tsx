import type { Meta, StoryObj } from "@storybook/react-vite";
import { SandboxTerminal } from "blaxel-react/terminal";
import type { TerminalFixture } from "blaxel-react/testing";
import { SandboxError } from "blaxel-react";
import { expect, fn, waitFor } from "storybook/test";
import "@xterm/xterm/css/xterm.css";
import { inSandbox } from "./inSandbox";

const names = ["red", "green", "yellow", "blue", "magenta", "cyan"];
const screen =
  "\u001b[1;32mdev@sandbox\u001b[0m:\u001b[1;34m/app\u001b[0m$ ls\r\nREADME.md  package.json  \u001b[34msrc\u001b[0m\r\n" +
  names.map((name, at) => `\u001b[3${at + 1}m${name}\u001b[0m`).join(" ") +
  "\r\n日本語 👩‍👩‍👧 https://blaxel.ai\r\n$ ";

const showing = (terminal: TerminalFixture) =>
  inSandbox({ terminal: { output: [screen], ...terminal } });

const meta = {
  title: "Components/SandboxTerminal",
  component: SandboxTerminal,
  args: { style: { height: 320 } },
  decorators: [showing({})],
} satisfies Meta<typeof SandboxTerminal>;

export default meta;
type Story = StoryObj<typeof meta>;

/** A shell that waits for a command. */
export const Open: Story = {
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(canvas.getByText("Connected")).toBeVisible());
    await expect(canvasElement.querySelector(".xterm-screen")).toBeVisible();
  },
};

export const InTheDark: Story = { ...Open, globals: { theme: "dark" } };

/** The bar of keys that touch screens get. */
export const WithKeys: Story = {
  args: { keyBar: true },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole("button", { name: "Esc" })).toBeVisible();
  },
};

export const Connecting: Story = {
  decorators: [showing({ status: "connecting", output: [] })],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Connecting")).toBeVisible());
  },
};

/** What was shown stays; what is typed is kept, up to a bound. */
export const Reconnecting: Story = {
  decorators: [showing({ status: "reconnecting", isInputRefused: true })],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByRole("status")).toHaveTextContent("not kept any more"));
  },
};

/** More was printed meanwhile than the server keeps. */
export const WithAGap: Story = {
  decorators: [showing({ output: [screen, { kind: "gap", text: "" }, "99999\r\n100000\r\n$ "] })],
};

const restart = fn();

export const Exited: Story = {
  decorators: [showing({ status: "exited", onRestart: restart })],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole("button", { name: "Start again" }));
    await expect(restart).toHaveBeenCalled();
  },
};

export const Asleep: Story = { decorators: [showing({ status: "asleep" })] };

export const Failed: Story = {
  decorators: [
    showing({
      status: "error",
      output: [],
      error: new SandboxError({
        kind: "sandbox-unreachable",
        message: "The sandbox answers, but WebSockets to it do not get through.",
        hint: "Look for a proxy that forbids them.",
        retryable: true,
      }),
    }),
  ],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole("button", { name: "Try again" })).toBeVisible();
  },
};
