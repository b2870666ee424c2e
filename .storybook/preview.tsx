import type { Preview } from "@storybook/react-vite";
import { extractComponentDescription } from "storybook/internal/docs-tools";
import { configure } from "storybook/test";
import "blaxel-react/styles.css";
import "../stories/page.css";
import { themeOf } from "../stories/pageTheme";
import { ThemedCanvas } from "../stories/ThemedCanvas";
import { PATIENCE } from "../testbed/patience";
import { ThemedDocs } from "./ThemedDocs";

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
    docs: { extractComponentDescription: descriptionOf, container: ThemedDocs },
    options: {
      storySort: { order: ["Introduction", "Components", "Hooks"] },
    },
  },
  globalTypes: {
    theme: {
      description: "The theme of the page",
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
    (Story, { globals, viewMode }) => (
      <ThemedCanvas theme={themeOf(globals)} isPage={viewMode === "story"}>
        <Story />
      </ThemedCanvas>
    ),
  ],
};

export default preview;
