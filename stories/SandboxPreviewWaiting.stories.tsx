import type { Meta, StoryObj } from "@storybook/react-vite";
import { SandboxPreview } from "blaxel-react";
import { expect, fn, waitFor } from "storybook/test";
import { demoPage } from "./demoPage";
import { running, starting } from "./devServer";
import { inSandbox } from "./inSandbox";

const onAction = fn();

const meta = {
  title: "Components/SandboxPreview/Not shown yet",
  component: SandboxPreview,
  args: { title: "Bakery", style: { height: 440 } },
} satisfies Meta<typeof SandboxPreview>;

export default meta;
type Story = StoryObj<typeof meta>;

/** `enabled={false}`: nothing is asked for. */
export const Idle: Story = {
  decorators: [inSandbox({ preview: { status: "idle" } })],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Not started")).toBeVisible());
    await expect(canvas.queryByTitle("Bakery")).not.toBeInTheDocument();
  },
};

/** First the backend is asked for a session, and with it the address. */
export const WaitingForTheSession: Story = {
  args: { process: "dev-server" },
  decorators: [
    inSandbox({
      session: { status: "pending" },
      process: { "dev-server": { status: "starting" } },
      preview: { status: "waiting", stage: "session" },
    }),
  ],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Asking for a sandbox")).toBeVisible());
  },
};

/** Then the process starts; what it prints last is shown. */
export const WaitingForTheProcess: Story = {
  args: { process: "dev-server" },
  decorators: [inSandbox({ process: starting, preview: { status: "waiting", stage: "process" } })],
  play: async ({ canvas }) => {
    const tail = await canvas.findByRole("figure", { name: "Last lines of the log" });
    await expect(tail).toHaveTextContent("Optimising dependencies");
  },
};

/** The process runs, and its port is asked until it answers. */
export const WaitingForTheServer: Story = {
  args: { process: "dev-server" },
  decorators: [inSandbox({ process: running, preview: { status: "waiting", stage: "server" } })],
};

/** The app answers; the frame loads its page under cover. */
export const WaitingForThePage: Story = {
  args: { process: "dev-server" },
  decorators: [
    inSandbox({
      process: running,
      preview: {
        status: "loading",
        stage: "page",
        src: demoPage,
        url: "https://app.preview.bl.run/",
      },
    }),
  ],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Loading the page")).toBeVisible());
    await expect(canvas.getByTitle("Bakery")).not.toBeVisible();
  },
};

/** After 15 seconds it says that it takes longer than usual. */
export const Slow: Story = {
  args: { process: "dev-server" },
  decorators: [
    inSandbox({ process: starting, preview: { status: "waiting", stage: "process", slow: true } }),
  ],
};

/** Without `process` there is nothing to say of a process, and no such step. */
export const WithoutProcess: Story = {
  decorators: [inSandbox({ preview: { status: "waiting", stage: "server" } })],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Waiting for the app to answer")).toBeVisible());
    await expect(canvas.queryByText("Starting the app")).not.toBeInTheDocument();
  },
};

/** It was shown, fell over, and is being brought back. */
export const Recovering: Story = {
  args: { process: "dev-server" },
  decorators: [inSandbox({ process: running, preview: { status: "recovering", stage: "server" } })],
};

/** `pauseWhenHidden`: let go while nobody looked, so that the sandbox may sleep. */
export const Asleep: Story = {
  args: { pauseWhenHidden: true },
  decorators: [inSandbox({ preview: { status: "asleep", onAction } })],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole("button", { name: "Resume" }));
    await expect(onAction).toHaveBeenCalledWith("retry");
  },
};

export const Dark: Story = { ...WaitingForTheProcess, globals: { theme: "dark" } };

/** `renderOverlay` replaces what lies over the frame. */
export const OwnOverlay: Story = {
  args: {
    renderOverlay: ({ status, stage }) =>
      status !== "ready" && (
        <p
          style={{
            position: "absolute",
            inset: 0,
            display: "grid",
            placeItems: "center",
            margin: 0,
            background: "#fff8ef",
            color: "#3a2a1a",
          }}
        >
          The oven is warming up ({stage})
        </p>
      ),
  },
  decorators: [inSandbox({ preview: { status: "waiting", stage: "server" } })],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("The oven is warming up (server)")).toBeVisible());
  },
};
