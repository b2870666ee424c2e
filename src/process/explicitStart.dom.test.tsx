import { act, render, screen, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SandboxProvider, SessionStoreContext } from "../session";
import type { ProcessOptions, SandboxProcess } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { useProcess } from "./useProcess";
import { useProcessLogs } from "./useProcessLogs";

let bed: ProcessTestbed;
beforeEach(async () => {
  bed = await startProcessTestbed({ profile: "B" });
});
afterEach(() => bed.close());

const command = "echo up; while [ ! -e end ]; do sleep 0.05; done; exit 7";
const dev: ProcessOptions = { name: "dev", command };
const runs = () => bed.processes().map(({ status }) => status);

/** What a component has of its process, whatever it was rendered with. */
function mount(options: ProcessOptions) {
  const all: SandboxProcess[] = [];
  const Panel = ({ options }: { options: ProcessOptions }) => {
    const process = useProcess(options);
    const { lines } = useProcessLogs(process);
    all[0] = process;
    return <p>{[process.status, ...lines.map(({ text }) => text)].join(" ")}</p>;
  };
  const view = (options: ProcessOptions) => (
    <StrictMode>
      <SessionStoreContext.Provider value={bed.store}>
        <Panel options={options} />
      </SessionStoreContext.Provider>
    </StrictMode>
  );
  const { rerender, unmount } = render(view(options));
  return {
    get process() {
      return all[0] ?? expect.fail("It was not rendered.");
    },
    update: (options: ProcessOptions) => rerender(view(options)),
    unmount,
  };
}

describe.each(["start", "restart"] as const)("%s() of a process that is not enabled", (action) => {
  it("gives the component its whole life, through any number of renders", async () => {
    const onExit = vi.fn();
    const onError = vi.fn();
    const off = () => ({ ...dev, enabled: false, env: { A: "1" }, onExit, onError });
    const panel = mount(off());
    await act(() => panel.process[action]());
    panel.update(off());
    await waitFor(() => expect(screen.getByText("running up")).toBeVisible());
    panel.update(off());
    expect(panel.process.status).toBe("running");
    await act(() => bed.write("end", ""));
    await waitFor(() =>
      expect(onExit).toHaveBeenCalledExactlyOnceWith({ reason: "failed", code: 7 }),
    );
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ kind: "process-exited" }),
      [expect.objectContaining({ text: "up" })],
    );
    expect(panel.process.status).toBe("exited");
    expect(runs()).toEqual(["failed"]);
  });
});

it.each(["stop", "kill"] as const)(
  "%s() ends what start() began, and the component is as disabled as before",
  async (action) => {
    const onExit = vi.fn();
    const panel = mount({ ...dev, enabled: false, onExit });
    await act(() => panel.process.start());
    await waitFor(() => expect(panel.process.status).toBe("running"));
    await act(() => panel.process[action]());
    const reason = action === "stop" ? "stopped" : "killed";
    await waitFor(() =>
      expect(onExit).toHaveBeenCalledExactlyOnceWith({ reason, code: expect.any(Number) }),
    );
    panel.update({ ...dev, enabled: false, command: "exec sleep 60" });
    await act(() => new Promise((done) => requestAnimationFrame(done)));
    expect(panel.process.exit?.reason).toBe(reason);
    expect(runs()).toHaveLength(1);
  },
);

it.each(["stop", "kill"] as const)(
  "%s() of a process that is not enabled ends what runs under its name, and starts nothing",
  async (action) => {
    const other = mount(dev);
    await waitFor(() => expect(other.process.status).toBe("running"));
    other.unmount();
    const panel = mount({ ...dev, enabled: false });
    await act(() => panel.process[action]());
    expect(panel.process.exit?.reason).toBe(action === "stop" ? "stopped" : "killed");
    expect(runs()).toHaveLength(1);
  },
);

it("what start() began lives on with the page as if it were enabled, and is let go with the component", async () => {
  const panel = mount({ ...dev, enabled: false, stopOnUnmount: true });
  await act(() => panel.process.start());
  await waitFor(() => expect(panel.process.status).toBe("running"));
  panel.unmount();
  await waitFor(() => expect(runs()).toEqual(["stopped"]));
  const next = mount({ ...dev, enabled: false });
  await waitFor(() => expect(next.process.status).toBe("exited"));
  expect(runs()).toEqual(["stopped"]);
});

it("a component that becomes disabled lets go, although its user had started the process", async () => {
  const panel = mount(dev);
  await act(() => panel.process.start());
  await waitFor(() => expect(screen.getByText("running up")).toBeVisible());
  const asked = bed.requests().length;
  panel.update({ ...dev, enabled: false, command: "exec sleep 60" });
  await act(() => new Promise((done) => requestAnimationFrame(done)));
  expect(panel.process.status).toBe("running");
  expect(bed.requests()).toHaveLength(asked);
});

it("of two components the one that is disabled may start what the other describes", async () => {
  const exits = { enabled: vi.fn(), disabled: vi.fn() };
  const enabled = mount({ ...dev, onExit: exits.enabled });
  const disabled = mount({ ...dev, enabled: false, onExit: exits.disabled });
  await waitFor(() => expect(enabled.process.status).toBe("running"));
  await act(() => enabled.process.stop());
  await waitFor(() => expect(exits.enabled).toHaveBeenCalledOnce());
  expect(exits.disabled).not.toHaveBeenCalled();
  await act(() => disabled.process.start());
  await waitFor(() => expect(disabled.process.status).toBe("running"));
  await act(() => disabled.process.stop());
  await waitFor(() => expect(exits.disabled).toHaveBeenCalledOnce());
  expect(exits.enabled).toHaveBeenCalledTimes(2);
  expect(runs()).toEqual(["stopped", "stopped"]);
});

it("under a provider that is not enabled start() says that it cannot", async () => {
  const errors = vi.fn();
  function Panel() {
    const { status, start, error } = useProcess({ ...dev, enabled: false, onError: errors });
    return <button onClick={start}>{error ? `${error.kind}: ${error.hint}` : status}</button>;
  }
  render(
    <SandboxProvider endpoint="/never" enabled={false}>
      <Panel />
    </SandboxProvider>,
  );
  act(() => screen.getByText("idle").click());
  await waitFor(() => expect(screen.getByText(/^invalid-options: .*enabled/)).toBeVisible());
  expect(errors).toHaveBeenCalledOnce();
});
