import type { Preview } from "@storybook/react-vite";
import { configure } from "storybook/test";
import "blaxel-react/styles.css";
import { ThemedCanvas } from "../stories/ThemedCanvas";
import { PATIENCE } from "../testbed/patience";

// A story's first visit loads what is in sight only when it is needed, however busy the machine.
configure({ asyncUtilTimeout: PATIENCE.timeout });

const preview: Preview = {
  tags: ["autodocs"],
  parameters: {
    layout: "fullscreen",
    a11y: { test: "error" },
    controls: { expanded: true },
    options: {
      storySort: { order: ["Introduction", "Components", "Hooks"] },
    },
  },
  globalTypes: {
    theme: {
      description: "data-blaxel-theme of the element around the story",
      toolbar: {
        title: "Theme",
        icon: "contrast",
        items: ["light", "dark"],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { theme: "light" },
  decorators: [
    (Story, { globals }) => (
      <ThemedCanvas theme={globals["theme"] === "dark" ? "dark" : "light"}>
        <Story />
      </ThemedCanvas>
    ),
  ],
};

export default preview;
