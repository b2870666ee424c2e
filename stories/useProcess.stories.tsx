import type { Meta, StoryObj } from "@storybook/react-vite";
import { SandboxError } from "blaxel-react";
import type { ProcessFixture } from "blaxel-react/testing";
import { expect, fn } from "storybook/test";
import { DevServerPanel } from "./DevServerPanel";
import code from "./DevServerPanel.tsx?raw";
import { inSandbox } from "./inSandbox";

const onAction = fn();
const showing = (fixture: ProcessFixture) =>
  inSandbox({ process: { "dev-server": { ...fixture, onAction } } });

const meta = {
  title: "Hooks/useProcess",
  component: DevServerPanel,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
} satisfies Meta<typeof DevServerPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The process serves. Stop it, start it: the state follows. */
export const Ready: Story = {
  decorators: [showing({ status: "ready" })],
  play: async ({ canvas, userEvent }) => {
    const status = canvas.getByTestId("status");
    await expect(status).toHaveTextContent("ready");
    await userEvent.click(canvas.getByRole("button", { name: "Stop" }));
    await expect(status).toHaveTextContent("exited");
    await expect(canvas.getByText(/^stopped, exit code/)).toBeVisible();
    await expect(onAction).toHaveBeenLastCalledWith("stop");
    await userEvent.click(canvas.getByRole("button", { name: "Start" }));
    await expect(status).toHaveTextContent("ready");
  },
};

export const Idle: Story = { decorators: [showing({ status: "idle" })] };

export const Starting: Story = { decorators: [showing({ status: "starting" })] };

/** It failed, and the sandbox starts it again by itself. */
export const Restarting: Story = {
  decorators: [showing({ status: "restarting", restartCount: 2 })],
};

export const Stopping: Story = { decorators: [showing({ status: "stopping" })] };

/** It ended although it should be running. */
export const Crashed: Story = {
  decorators: [
    showing({
      status: "exited",
      exit: { reason: "failed", code: 1 },
      error: new SandboxError({
        kind: "process-exited",
        message: '"dev-server" failed with code 1.',
        hint: "Its last lines say more.",
        retryable: false,
      }),
    }),
  ],
  play: async ({ canvas, userEvent }) => {
    await expect(canvas.getByRole("alert")).toHaveTextContent("failed with code 1");
    await userEvent.click(canvas.getByRole("button", { name: "Restart" }));
    await expect(canvas.queryByRole("alert")).not.toBeInTheDocument();
  },
};

/** A process of that name runs with another command: it is reported, not adopted. */
export const CommandMismatch: Story = {
  decorators: [
    showing({
      status: "error",
      error: new SandboxError({
        kind: "command-mismatch",
        message: '"dev-server" already runs with another command.',
        hint: "Restart it, or give this one another name.",
        retryable: false,
      }),
    }),
  ],
};
