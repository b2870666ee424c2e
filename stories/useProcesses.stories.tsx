import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { inSandbox } from "./inSandbox";
import { ProcessTable } from "./ProcessTable";
import code from "./ProcessTable.tsx?raw";

const meta = {
  title: "Hooks/useProcesses",
  component: ProcessTable,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
} satisfies Meta<typeof ProcessTable>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Whatever runs in the sandbox, and what has run, whoever started it. */
export const Several: Story = {
  decorators: [
    inSandbox({
      process: {
        "dev-server": { pid: "311", command: "npm run dev -- --host 0.0.0.0", status: "ready" },
        worker: { pid: "298", command: "node worker.js", status: "restarting", restartCount: 3 },
        install: { pid: "120", command: "npm ci", status: "exited" },
      },
    }),
  ],
  play: async ({ canvas, userEvent }) => {
    await expect(canvas.getAllByRole("row")).toHaveLength(4);
    await expect(canvas.getByRole("button", { name: "Stop install" })).toBeDisabled();
    await userEvent.click(canvas.getByRole("button", { name: "Kill dev-server" }));
    await expect(canvas.getByText("killed (-1)")).toBeVisible();
    await expect(canvas.getByRole("button", { name: "Stop dev-server" })).toBeDisabled();
  },
};

/** The list could not be had. */
export const Failed: Story = {
  decorators: [inSandbox()],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole("alert")).toHaveTextContent("There is no sandbox");
  },
};
