import type { Meta, StoryObj } from "@storybook/react-vite";
import { SandboxError } from "blaxel-react";
import { expect, fn, waitFor } from "storybook/test";
import { inSandbox } from "./inSandbox";
import { LiveSession } from "./LiveSession";
import { SessionBadge } from "./SessionBadge";
import code from "./SessionBadge.tsx?raw";

const meta = {
  title: "Hooks/useSandboxSession",
  component: SessionBadge,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
} satisfies Meta<typeof SessionBadge>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Set states need no renewal. This is a session as it is most of the time. */
export const Ready: Story = { decorators: [inSandbox()] };

export const Pending: Story = {
  decorators: [inSandbox({ session: { status: "pending", isRefreshing: true } })],
  play: async ({ canvas }) => {
    await expect(canvas.getByTestId("status")).toHaveTextContent("pending");
    await expect(canvas.getByRole("button", { name: "Refresh now" })).toBeDisabled();
  },
};

const onRefresh = fn();

/** The last refresh failed, and the session still works: nothing stops. */
export const RefreshFailed: Story = {
  decorators: [
    inSandbox({
      session: {
        onRefresh,
        refreshError: new SandboxError({
          kind: "endpoint-failed",
          message: "The session endpoint answered with an error. (503)",
          hint: "Look at the backend's log.",
          retryable: true,
          status: 503,
        }),
      },
    }),
  ],
  play: async ({ canvas, userEvent }) => {
    await expect(canvas.getByTestId("status")).toHaveTextContent("ready");
    await expect(canvas.getByRole("alert")).toHaveTextContent("Look at the backend's log.");
    await userEvent.click(canvas.getByRole("button", { name: "Refresh now" }));
    await expect(onRefresh).toHaveBeenCalledOnce();
  },
};

export const Expired: Story = {
  decorators: [
    inSandbox({
      session: {
        status: "expired",
        expiresAt: new Date(0),
        error: new SandboxError({
          kind: "session-expired",
          message: "The session has ended.",
          hint: "Refresh, or sign in again.",
          retryable: true,
        }),
      },
    }),
  ],
};

export const Failed: Story = {
  decorators: [
    inSandbox({
      session: {
        status: "error",
        error: new SandboxError({
          kind: "unauthorized",
          message: "The session endpoint says that nobody is signed in. (401)",
          hint: "Sign in again.",
          retryable: false,
          status: 401,
        }),
      },
    }),
  ],
};

/**
 * A real provider. Its endpoint is a function in this page that hands out sessions of a minute:
 * watch each be renewed before it ends.
 */
export const Live: Story = {
  render: () => <LiveSession />,
  play: async ({ canvas, userEvent }) => {
    await waitFor(() => expect(canvas.getByTestId("status")).toHaveTextContent("ready"));
    await expect(canvas.getByTestId("name")).toHaveTextContent("session-1");
    await userEvent.click(canvas.getByRole("button", { name: "Refresh now" }));
    await waitFor(() => expect(canvas.getByTestId("name")).toHaveTextContent("session-2"));
    await expect(canvas.getByTestId("left")).toHaveTextContent(/^\d+ s$/);
  },
};
