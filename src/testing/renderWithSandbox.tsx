import { render, type RenderOptions, type RenderResult } from "@testing-library/react";
import type { ReactElement, ReactNode } from "react";
import { SandboxFixture, type SandboxStates } from "./SandboxFixture";

/**
 * Renders components that use the kit's hooks in the states that are given, with Testing Library's
 * `render`. Nothing is asked of a backend or a sandbox, and jsdom is enough.
 *
 * @example
 * ```tsx
 * renderWithSandbox(<Toolbar />, { process: { "dev-server": { status: "exited" } } });
 * expect(screen.getByRole("button", { name: "Restart" })).toBeEnabled();
 * ```
 */
export function renderWithSandbox(
  ui: ReactElement,
  { session, process, preview, sandbox, labels, ...options }: SandboxStates & RenderOptions = {},
): RenderResult {
  const states = { session, process, preview, sandbox, labels };
  const { wrapper: Wrapper } = options;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <SandboxFixture {...states}>
      {Wrapper ? <Wrapper>{children}</Wrapper> : children}
    </SandboxFixture>
  );
  return render(ui, { ...options, wrapper });
}
