import type { Meta, StoryObj } from "@storybook/react-vite";
import { SandboxPreview } from "blaxel-react";
import { expect, fn, waitFor } from "storybook/test";
import { demoPage } from "./demoPage";
import { running } from "./devServer";
import { inSandbox } from "./inSandbox";

const onAction = fn();
const shown = {
  status: "ready",
  src: demoPage,
  url: "https://app.preview.bl.run/",
  onAction,
} as const;

const meta = {
  title: "Components/SandboxPreview/SandboxPreview",
  component: SandboxPreview,
  args: { title: "Bakery", process: "dev-server", style: { height: 520 } },
  decorators: [inSandbox({ process: running, preview: shown })],
} satisfies Meta<typeof SandboxPreview>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The page is there. The bar reloads it, goes to a path, changes the screen size and opens the link. */
export const Ready: Story = {
  play: async ({ canvas, userEvent }) => {
    await waitFor(() => expect(canvas.getByTitle("Bakery")).toBeVisible());
    await userEvent.click(await canvas.findByRole("button", { name: "Reload the page" }));
    await expect(onAction).toHaveBeenLastCalledWith("reload");
    const path = canvas.getByRole("textbox", { name: "Path in the app" });
    await userEvent.clear(path);
    await userEvent.type(path, "/menu?day=monday{Enter}");
    await expect(onAction).toHaveBeenLastCalledWith("navigate");
  },
};

/** A path that leads out of the app is refused where it is typed. */
export const PathOutOfTheApp: Story = {
  play: async ({ canvas, userEvent }) => {
    const path = await canvas.findByRole("textbox", { name: "Path in the app" });
    await userEvent.clear(path);
    await userEvent.type(path, "https://elsewhere.example/{Enter}");
    await expect(canvas.getByRole("alert")).toHaveTextContent("Only addresses of this app");
    await expect(onAction).not.toHaveBeenCalled();
  },
};

/** The screen of a phone. The page is scaled down to fit, and never loaded anew. */
export const Phone: Story = {
  args: { defaultDevice: "phone" },
  play: async ({ canvas, userEvent }) => {
    const frame = canvas.getByTitle("Bakery");
    const phone = await canvas.findByRole("button", { name: "Phone" });
    await expect(phone).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(canvas.getByRole("button", { name: "Tablet" }));
    await expect(phone).toHaveAttribute("aria-pressed", "false");
    await expect(canvas.getByTitle("Bakery")).toBe(frame);
    await userEvent.click(phone);
  },
};

export const Tablet: Story = { args: { defaultDevice: "tablet" } };

export const Desktop: Story = { args: { defaultDevice: "desktop" } };

/** Any other size, in CSS pixels. */
export const CustomSize: Story = { args: { device: { width: 720, height: 360 } } };

export const WithoutToolbar: Story = {
  args: { toolbar: false },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole("button")).not.toBeInTheDocument();
  },
};

export const Dark: Story = { globals: { theme: "dark" } };

/** The words come from `labels` on the provider. What is left out stays English. */
export const CustomLabels: Story = {
  decorators: [
    inSandbox({
      process: running,
      preview: shown,
      labels: {
        "preview.reload": "Seite neu laden",
        "preview.path": "Pfad in der App",
        "preview.device": "Bildschirm",
        "preview.device.phone": "Telefon",
        "preview.open": "In neuem Tab öffnen",
      },
    }),
  ],
  play: async ({ canvas }) => {
    await waitFor(() =>
      expect(canvas.getByRole("button", { name: "Seite neu laden" })).toBeVisible(),
    );
    await waitFor(() => expect(canvas.getByRole("button", { name: "Telefon" })).toBeVisible());
  },
};
