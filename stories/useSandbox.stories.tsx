import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, waitFor } from "storybook/test";
import { FileEditor } from "./FileEditor";
import code from "./FileEditor.tsx?raw";
import { inSandbox } from "./inSandbox";

const app = "export const App = () => <h1>Bread, baked at four.</h1>;\n";
const write = fn(async () => ({ message: "written", path: "/app/src/App.tsx" }));

const meta = {
  title: "Hooks/useSandbox",
  component: FileEditor,
  // What calls the hook, and not only its name.
  parameters: { docs: { source: { code, language: "tsx" } } },
} satisfies Meta<typeof FileEditor>;

export default meta;
type Story = StoryObj<typeof meta>;

/** `run` hands you the SDK's instance, and loads the SDK only now. */
export const Files: Story = {
  decorators: [inSandbox({ sandbox: { fs: { read: async () => app, write } } })],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole("button", { name: "Open" }));
    const text = canvas.getByRole("textbox", { name: "/app/src/App.tsx" });
    await waitFor(() => expect(text).toHaveValue(app));
    await userEvent.type(text, "// fresh");
    await userEvent.click(canvas.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(canvas.getByText("Saved")).toBeVisible());
    await expect(write).toHaveBeenCalledWith("/app/src/App.tsx", `${app}// fresh`);
  },
};

/** Every failure is a `SandboxError`, with what happened and what to do. */
export const NoSandbox: Story = {
  decorators: [inSandbox()],
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(canvas.getByText(/^There is no sandbox/)).toBeVisible());
  },
};
