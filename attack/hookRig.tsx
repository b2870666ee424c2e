// A page whose hooks are given anything, beside a sandbox that writes down what it is asked.
import { act, cleanup, render, renderHook } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { SessionStoreContext, type SessionStore } from "../src/session";
import { json, openHostileSandbox, type HostileSandbox } from "./hostileSandbox";

export interface HookRig {
  sandbox: HostileSandbox;
  /** Another one for each row, so that none finds the processes of the one before. */
  store: SessionStore;
  /** What hooks threw while they rendered. */
  caught: unknown[];
  show(children: ReactNode): ReturnType<typeof render>;
  /** Renders a hook; the function that it gives reads what the hook returned last. */
  use<Value>(hook: () => Value): () => Value;
  /** Gives what was rendered the time to do something. */
  settle(): Promise<void>;
}

/** To be called once by each file. */
export function hookRig(): HookRig {
  const caught: unknown[] = [];
  /** What a hook throws while it renders ends here. */
  class Boundary extends Component<{ children: ReactNode }> {
    override state = { failed: false };
    static getDerivedStateFromError = () => ({ failed: true });
    override componentDidCatch(error: unknown) {
      caught.push(error);
    }
    override render() {
      return this.state.failed ? null : this.props.children;
    }
  }
  let sandbox: HostileSandbox | undefined;
  let store: SessionStore | undefined;
  const open = <Value,>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error("The rig is not open.");
    return value;
  };
  beforeAll(async () => {
    sandbox = await openHostileSandbox();
  });
  beforeEach(() => {
    caught.length = 0;
    vi.stubGlobal("reportError", () => undefined);
    const each = open(sandbox);
    store = { ...each.store };
    each.answer = ({ url }, response) =>
      json(response, url?.endsWith("/process") ? [] : { error: "process not found" }, 404);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
  afterAll(() => sandbox?.close());
  const Page = ({ children }: { children: ReactNode }) => (
    <Boundary>
      <SessionStoreContext.Provider value={open(store)}>{children}</SessionStoreContext.Provider>
    </Boundary>
  );
  return {
    caught,
    get sandbox() {
      return open(sandbox);
    },
    get store() {
      return open(store);
    },
    show: (children) => render(<Page>{children}</Page>),
    use: (hook) => {
      const { result } = renderHook(hook, { wrapper: Page });
      return () => result.current;
    },
    settle: () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 20))),
  };
}

export const throwing = () => {
  throw new Error("of the user's own code");
};
