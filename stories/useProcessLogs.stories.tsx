import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, waitFor } from "storybook/test";
import { inSandbox } from "./inSandbox";
import { LogTail } from "./LogTail";
import code from "./LogTail.tsx?raw";

const lines = [
  "ready in 214 ms",
  "GET / 200 4 ms",
  "GET /basket 200 3 ms",
  { text: "warn: the basket is empty", stream: "stderr" },
  "GET /checkout 500 12 ms",
  { text: "error: nothing to pay", stream: "stderr" },
] as const;

const meta = {
  title: "Hooks/useProcessLogs",
  component: LogTail,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
  args: { tail: 4 },
  decorators: [inSandbox({ process: { "dev-server": { lines } } })],
} satisfies Meta<typeof LogTail>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The last lines. Set `tail`, `stream` and `filter` in the controls. */
export const Tail: Story = {
  play: async ({ canvas }) => {
    const shown = canvas.getByTestId("lines");
    await waitFor(() => expect(shown).toHaveTextContent("error: nothing to pay"));
    await expect(shown).not.toHaveTextContent("ready in 214 ms");
  },
};

export const OnlyErrors: Story = {
  args: { stream: "stderr" },
  play: async ({ canvas }) => {
    const shown = canvas.getByTestId("lines");
    await waitFor(() => expect(shown).toHaveTextContent("the basket is empty"));
    await expect(shown).not.toHaveTextContent("GET");
  },
};

export const Filtered: Story = { args: { filter: "basket", tail: 100 } };
