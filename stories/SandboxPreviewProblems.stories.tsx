import type { Decorator, Meta, StoryObj } from "@storybook/react-vite";
import { SandboxPreview, type SandboxError } from "blaxel-react";
import { expect, fn, waitFor } from "storybook/test";
import { demoPage } from "./demoPage";
import { crashed, running } from "./devServer";
import { inSandbox } from "./inSandbox";
import { previewProblems } from "./previewProblems";

const onAction = fn();
const url = "https://app.preview.bl.run/";

const failing = (error: SandboxError, process = {}): Decorator =>
  inSandbox({ process, preview: { status: "error", error, url, src: demoPage, onAction } });

const meta = {
  title: "Components/SandboxPreview/Problems",
  component: SandboxPreview,
  args: { title: "Bakery", style: { height: 440 } },
} satisfies Meta<typeof SandboxPreview>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The dev server crashed: its last lines, and a way back. */
export const ProcessExited: Story = {
  args: { process: "dev-server" },
  decorators: [failing(previewProblems.processExited, crashed)],
  play: async ({ canvas, userEvent }) => {
    await expect(await canvas.findByRole("alert")).toHaveTextContent("failed with code 1");
    const tail = await canvas.findByRole("figure", { name: "Last lines of the log" });
    await expect(tail).toHaveTextContent("Cannot find module './Basket'");
    await userEvent.click(canvas.getByRole("button", { name: "Try again" }));
    await expect(onAction).toHaveBeenCalledWith("retry");
  },
};

export const BoundToLoopback: Story = {
  args: { process: "dev-server" },
  decorators: [failing(previewProblems.boundToLoopback, running)],
};

export const HostBlocked: Story = { decorators: [failing(previewProblems.hostBlocked)] };

export const NothingListening: Story = {
  decorators: [failing(previewProblems.nothingListening)],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText("Details"));
    await waitFor(() => expect(canvas.getByText("nothing-listening")).toBeVisible());
    await waitFor(() => expect(canvas.getByText("502")).toBeVisible());
  },
};

/** The app's own error page is worth a look: it can be shown all the same. */
export const AppFailed: Story = {
  decorators: [failing(previewProblems.appFailed)],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole("button", { name: "Show the page anyway" }));
    await expect(onAction).toHaveBeenCalledWith("reveal");
  },
};

export const FrameBlocked: Story = { decorators: [failing(previewProblems.frameBlocked)] };

export const Offline: Story = { decorators: [failing(previewProblems.offline)] };

export const QuotaExceeded: Story = { decorators: [failing(previewProblems.quotaExceeded)] };

export const PreviewNotFound: Story = { decorators: [failing(previewProblems.notFound)] };

export const Timeout: Story = { decorators: [failing(previewProblems.timeout)] };

/** No session, so no address: the backend did not answer. */
export const EndpointUnreachable: Story = {
  decorators: [
    inSandbox({
      session: { status: "error", error: previewProblems.endpointUnreachable },
      preview: { status: "error", error: previewProblems.endpointUnreachable },
    }),
  ],
};

export const Unauthorized: Story = {
  decorators: [
    inSandbox({
      session: { status: "error", error: previewProblems.unauthorized },
      preview: { status: "error", error: previewProblems.unauthorized },
    }),
  ],
};

/** The page is shown, but something should be put right. */
export const Warning: Story = {
  decorators: [
    inSandbox({
      preview: { status: "ready", warning: previewProblems.corsMissing, url, src: demoPage },
    }),
  ],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText(/answers without CORS headers/)).toBeVisible());
  },
};

/** The token of a private preview ends, and no newer one has come. */
export const AccessEnding: Story = {
  decorators: [
    inSandbox({ preview: { status: "ready", access: "ending", url, src: demoPage, onAction } }),
  ],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole("button", { name: "Reload now" }));
    await expect(onAction).toHaveBeenCalledWith("reload");
  },
};

/** The reader has closed the warning. */
export const WarningDismissed: Story = {
  ...Warning,
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole("button", { name: "Dismiss" }));
    await expect(canvas.queryByText(/answers without CORS headers/)).not.toBeInTheDocument();
  },
};

export const Dark: Story = { ...ProcessExited, globals: { theme: "dark" } };

/** Title and hint of each kind of error can be put in your own words. */
export const CustomLabels: Story = {
  decorators: [
    inSandbox({
      preview: { status: "error", error: previewProblems.offline, url },
      labels: {
        "error.offline.title": "Keine Verbindung",
        "error.offline.hint": "Es geht weiter, sobald das Netz zurück ist.",
        "preview.retry": "Noch einmal",
      },
    }),
  ],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole("alert")).toHaveTextContent("Keine Verbindung");
    await waitFor(() => expect(canvas.getByRole("button", { name: "Noch einmal" })).toBeVisible());
  },
};
