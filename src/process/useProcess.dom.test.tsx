import { act, render, screen, waitFor } from "@testing-library/react";
import { Profiler, StrictMode, useEffect, useState, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionStoreContext } from "../session";
import type { ProcessOptions, SandboxProcess } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { useProcess } from "./useProcess";
import { useProcesses } from "./useProcesses";
import { useProcessLogs } from "./useProcessLogs";

let bed: ProcessTestbed;
beforeEach(async () => {
  bed = await startProcessTestbed();
});
afterEach(() => bed.close());

const dev: ProcessOptions = { name: "dev", command: "echo up; exec sleep 60" };

function Providing({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <SessionStoreContext.Provider value={bed.store}>{children}</SessionStoreContext.Provider>
    </StrictMode>
  );
}

function Status({
  options = dev,
  onProcess,
}: {
  options?: ProcessOptions;
  onProcess?: (process: SandboxProcess) => void;
}) {
  const process = useProcess(options);
  useEffect(() => {
    onProcess?.(process);
  });
  return <p>{process.error?.kind ?? process.status}</p>;
}

const starts = () => bed.requests().filter((request) => request === "POST /process");

describe("useProcess", () => {
  it("invariant 9: StrictMode and two components start one process", async () => {
    render(
      <Providing>
        <Status />
        <Status />
      </Providing>,
    );
    await waitFor(() => expect(screen.getAllByText("running")).toHaveLength(2));
    expect(bed.processes()).toHaveLength(1);
    expect(starts()).toHaveLength(1);
  });

  it("StrictMode and two components ask for the list once", async () => {
    await bed.store.credential();
    const asked = () => bed.requests().filter((request) => request === "GET /process");
    const Count = () => <p>{useProcesses().isLoading ? "asking" : "listed"}</p>;
    render(
      <Providing>
        <Count />
        <Count />
      </Providing>,
    );
    await waitFor(() => expect(screen.getAllByText("listed")).toHaveLength(2));
    expect(asked()).toHaveLength(1);
  });

  it("invariant 9: a component that leaves while the process starts, and comes back, starts one", async () => {
    bed.local.faults.inject({ type: "latency", ms: 150, on: { method: "POST", path: "/process" } });
    const first = render(<Status />, { wrapper: Providing });
    await waitFor(() => expect(starts()).toHaveLength(1));
    first.unmount();
    render(<Status />, { wrapper: Providing });
    await waitFor(() => expect(screen.getByText("running")).toBeVisible());
    expect(bed.processes()).toHaveLength(1);
    expect(starts()).toHaveLength(1);
  });

  it("starts nothing, and asks nothing, while it is not enabled", async () => {
    const { rerender } = render(<Status options={{ ...dev, enabled: false }} />, {
      wrapper: Providing,
    });
    await act(() => new Promise((done) => requestAnimationFrame(done)));
    expect(bed.requests()).toEqual([]);
    rerender(<Status options={dev} />);
    await waitFor(() => expect(screen.getByText("running")).toBeVisible());
  });

  it("keeps the identity of its actions through every state", async () => {
    const seen = new Set<unknown>();
    const onProcess = ({ start, stop, kill, restart, write, closeStdin }: SandboxProcess) => {
      for (const action of [start, stop, kill, restart, write, closeStdin]) seen.add(action);
    };
    render(<Status onProcess={onProcess} />, { wrapper: Providing });
    await waitFor(() => expect(screen.getByText("running")).toBeVisible());
    expect(seen.size).toBe(6);
  });

  it("stops the process with the last component only if told so", async () => {
    const { unmount } = render(<Status options={{ ...dev, stopOnUnmount: true }} />, {
      wrapper: Providing,
    });
    await waitFor(() => expect(screen.getByText("running")).toBeVisible());
    unmount();
    await waitFor(() => expect(bed.processes()[0]?.status).toBe("stopped"));
  });

  it("says which options cannot work", () => {
    const wrong: [Partial<ProcessOptions>, RegExp][] = [
      [{ command: " " }, /no command/],
      [{ name: "a/b" }, /cannot stand in an address/],
      [{ name: "123" }, /is a number/],
      [{ waitForPorts: [70_000] }, /`waitForPorts` of "dev" cannot be used/],
    ];
    for (const [options, message] of wrong) {
      let error: SandboxProcess["error"];
      const { unmount } = render(
        <Status
          options={{ ...dev, ...options }}
          onProcess={(process) => (error = process.error)}
        />,
        { wrapper: Providing },
      );
      expect(error).toMatchObject({ kind: "invalid-options", retryable: false });
      expect(error?.message).toMatch(message);
      unmount();
    }
    expect(bed.requests()).toEqual([]);
  });

  it("invariant 4: a rotation renders nobody", async () => {
    const commits = vi.fn();
    render(
      <Profiler id="all" onRender={commits}>
        <Status />
      </Profiler>,
      { wrapper: Providing },
    );
    await waitFor(() => expect(screen.getByText("running")).toBeVisible());
    commits.mockClear();
    await act(() => bed.rotate());
    expect(commits).not.toHaveBeenCalled();
  });

  it("invariant 5: any number of readers open one stream", async () => {
    const Reader = () => <li>{useProcessLogs("dev").lines.map(({ text }) => text)}</li>;
    const Readers = () => {
      useProcess(dev);
      const [count] = useState(50);
      return (
        <ul>
          {Array.from({ length: count }, (_, index) => (
            <Reader key={index} />
          ))}
        </ul>
      );
    };
    render(<Readers />, { wrapper: Providing });
    await waitFor(() => expect(screen.getAllByText("up")).toHaveLength(50));
    const streams = bed.requests().filter((request) => request.endsWith("/logs/stream"));
    expect(streams).toHaveLength(1);
  });
});
