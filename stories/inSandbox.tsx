import type { Decorator } from "@storybook/react-vite";
import { SandboxFixture, type SandboxStates } from "blaxel-react/testing";

/** Shows a story with these states, without a backend, a sandbox or a network. */
export const inSandbox =
  (states: SandboxStates = {}): Decorator =>
  (Story) => (
    <SandboxFixture {...states}>
      <Story />
    </SandboxFixture>
  );
