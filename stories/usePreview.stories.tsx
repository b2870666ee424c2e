import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn } from "storybook/test";
import { demoPage } from "./demoPage";
import { inSandbox } from "./inSandbox";
import { PreviewCard } from "./PreviewCard";
import code from "./PreviewCard.tsx?raw";
import { previewProblems } from "./previewProblems";

const onAction = fn();
const shown = { src: demoPage, url: "https://app.preview.bl.run/", onAction };

const meta = {
  title: "Hooks/usePreview",
  component: PreviewCard,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
} satisfies Meta<typeof PreviewCard>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The hook gives the state and the attributes of the frame; the chrome is yours. */
export const Ready: Story = {
  decorators: [inSandbox({ preview: { ...shown, status: "ready" } })],
  play: async ({ canvas, userEvent }) => {
    await expect(canvas.getByTitle("Bakery")).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Reload" }));
    await expect(onAction).toHaveBeenCalledWith("reload");
  },
};

/** While the page is not ready the frame is there, out of sight and out of reach. */
export const Loading: Story = {
  decorators: [inSandbox({ preview: { ...shown, status: "loading", stage: "page" } })],
  play: async ({ canvas }) => {
    await expect(canvas.getByText("waits for the page")).toBeVisible();
    await expect(canvas.getByTitle("Bakery")).not.toBeVisible();
  },
};

export const Failed: Story = {
  decorators: [
    inSandbox({
      preview: { status: "error", error: previewProblems.boundToLoopback, onAction },
    }),
  ],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole("button", { name: "Try again" }));
    await expect(onAction).toHaveBeenCalledWith("retry");
  },
};
