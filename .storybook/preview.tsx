import type { Preview } from "@storybook/react-vite";
import { extractComponentDescription } from "storybook/internal/docs-tools";
import { configure } from "storybook/test";
import "blaxel-react/styles.css";
import { ThemedCanvas } from "../stories/ThemedCanvas";
import { PATIENCE } from "../testbed/patience";

// A story's first visit loads what is in sight only when it is needed, however busy the machine.
configure({ asyncUtilTimeout: PATIENCE.timeout });

interface Documented {
  __docgenInfo?: { tags?: { example?: string } };
}

/** What a component is for, and its example, which Storybook would leave out. */
function descriptionOf(component: Documented): string {
  const { __docgenInfo: docs } = component;
  const parts = [extractComponentDescription(component), docs?.tags?.example];
  return parts.filter(Boolean).join("\n\n");
}

/** The example of a prop as code: Storybook would show its tag and fence as they stand. */
const withExamples: NonNullable<Preview["argTypesEnhancers"]>[number] = ({ argTypes }) =>
  Object.fromEntries(
    Object.entries(argTypes).map(([name, { description, ...more }]) => [
      name,
      { ...more, ...(description && { description: description.replace(/@example\s*/, "\n") }) },
    ]),
  );

const preview: Preview = {
  tags: ["autodocs"],
  argTypesEnhancers: [withExamples],
  parameters: {
    layout: "fullscreen",
    a11y: { test: "error" },
    controls: { expanded: true },
    docs: { extractComponentDescription: descriptionOf },
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
