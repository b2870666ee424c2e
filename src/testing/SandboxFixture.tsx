import type { SandboxInstance } from "@blaxel/core";
import { useState, type ReactNode } from "react";
import { createStaticPreview, PreviewContext } from "../preview";
import { setStaticProcesses } from "../process";
import { presetSandbox } from "../sandbox";
import { setStaticTerminal } from "../terminal";
import {
  LabelsContext,
  SessionStoreContext,
  type SandboxLabels,
  type SessionStore,
} from "../session";
import { createPreviewFixture, type PreviewFixture } from "./previewFixture";
import { createProcessFixture, type ProcessFixture } from "./processFixture";
import { createTerminalFixture, type TerminalFixture } from "./terminalFixture";
import { createSessionFixture, type SessionFixture } from "./sessionFixture";

/**
 * As much of a `SandboxInstance` as a test needs: any of its parts, and any of their functions.
 *
 * @example
 * ```ts
 * const sandbox: PartialSandbox = { fs: { read: async () => "text" } };
 * ```
 */
export type PartialSandbox = {
  [Part in keyof SandboxInstance]?: Partial<SandboxInstance[Part]>;
};

/**
 * The states that a test or a story sets. They count when the fixture is first rendered.
 *
 * @example
 * ```ts
 * const states: SandboxStates = {
 *   process: { "dev-server": { status: "ready" } },
 *   preview: { status: "ready" },
 * };
 * ```
 */
export interface SandboxStates {
  /** The session. Default: one that works. */
  session?: SessionFixture | undefined;
  /** Processes by name. Others are not there and cannot be started. */
  process?: Readonly<Record<string, ProcessFixture>> | undefined;
  /** Every preview. Default: shown. */
  preview?: PreviewFixture | undefined;
  /** Every terminal. Default: one that is never connected. */
  terminal?: TerminalFixture | undefined;
  /** What `useSandbox().run` runs tasks with: as much of a `SandboxInstance` as the test needs. */
  sandbox?: PartialSandbox | undefined;
  /** As the provider's. */
  labels?: SandboxLabels | undefined;
}

function createStores({ session = {}, process, preview = {}, terminal, sandbox }: SandboxStates) {
  const store: SessionStore = createSessionFixture(session);
  if (process) {
    const presets = Object.entries(process).map(
      ([name, fixture]) => [name, createProcessFixture(fixture)] as const,
    );
    setStaticProcesses(store, Object.fromEntries(presets));
  }
  if (terminal) setStaticTerminal(store, createTerminalFixture(terminal));
  if (sandbox) presetSandbox(store, sandbox as SandboxInstance);
  const previewStore = createStaticPreview(createPreviewFixture(preview));
  return { store, previews: { createStore: () => previewStore, overlayAfterMs: 0 } };
}

const noLabels: SandboxLabels = {};

/**
 * Stands in for `SandboxProvider` and shows the components inside it in the states that are given,
 * without a backend, a sandbox or a network. For tests and stories.
 *
 * @example
 * ```tsx
 * <SandboxFixture preview={{ status: "error" }}><SandboxPreview title="My app" /></SandboxFixture>
 * ```
 */
export function SandboxFixture({ children, ...states }: SandboxStates & { children?: ReactNode }) {
  const [{ store, previews }] = useState(() => createStores(states));
  return (
    <SessionStoreContext.Provider value={store}>
      <PreviewContext.Provider value={previews}>
        <LabelsContext.Provider value={states.labels ?? noLabels}>
          {children}
        </LabelsContext.Provider>
      </PreviewContext.Provider>
    </SessionStoreContext.Provider>
  );
}
