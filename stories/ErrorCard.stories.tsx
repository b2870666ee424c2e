import type { Meta, StoryObj } from "@storybook/react-vite";
import { ErrorCard } from "blaxel-react";
import { expect, fn } from "storybook/test";
import { appErrors } from "./appErrors";
import { inSandbox } from "./inSandbox";

const meta = {
  title: "Components/ErrorCard",
  component: ErrorCard,
  args: { error: appErrors.build, onFix: fn(), onOpenFile: fn() },
  decorators: [inSandbox()],
} satisfies Meta<typeof ErrorCard>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The dev server could not read a file. */
export const Build: Story = {
  play: async ({ args, canvas, userEvent }) => {
    await expect(canvas.getByText("src/App.jsx:4:39")).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Open file" }));
    await expect(args.onOpenFile).toHaveBeenCalledWith(
      expect.objectContaining({ file: "src/App.jsx", line: 4 }),
    );
    await userEvent.click(canvas.getByRole("button", { name: "Fix this" }));
    await expect(args.onFix).toHaveBeenCalledWith(
      expect.stringContaining("src/App.jsx:4:39"),
      args.error,
    );
  },
};

/** Thrown while the server rendered a page. */
export const Server: Story = { args: { error: appErrors.server } };

/** Thrown in the browser, and told by the dev server. */
export const Browser: Story = { args: { error: appErrors.browser } };

/** The program has ended, or cannot start. */
export const Process: Story = { args: { error: appErrors.process } };

/** The line is one of compiled code. */
export const Approximate: Story = { args: { error: appErrors.approximate } };

/** Something speaks for a repair; nothing proves it. */
export const PerhapsResolved: Story = {
  args: { error: { ...appErrors.build, status: "unknown" } },
};

export const Resolved: Story = { args: { error: { ...appErrors.build, status: "resolved" } } };

/** A file that is not the app's is not offered to be opened. */
export const OutsideOfTheApp: Story = {
  args: { error: appErrors.outside },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole("button", { name: "Open file" })).toBeNull();
  },
};

export const InTheDark: Story = { args: { error: appErrors.server }, globals: { theme: "dark" } };
