import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import {
  ProcessLogs,
  SandboxPreview,
  useProcess,
  useProcesses,
  useProcessLogs,
  useSandbox,
  useSandboxSession,
} from "blaxel-react";
import { renderWithSandbox } from "./renderWithSandbox";

function DevServer() {
  const dev = useProcess({ name: "dev-server", command: "npm run dev" });
  const { lines } = useProcessLogs(dev);
  return (
    <>
      <p data-testid="status">{dev.status}</p>
      <pre>{lines.map(({ text }) => text).join("\n")}</pre>
      <button onClick={() => void dev.kill()}>Kill</button>
    </>
  );
}

function Session() {
  const { status, error } = useSandboxSession();
  return <p data-testid="session">{error?.kind ?? status}</p>;
}

it("sets the state of a process, and follows what a component does to it", async () => {
  const onAction = vi.fn();
  renderWithSandbox(<DevServer />, {
    process: { "dev-server": { status: "running", lines: ["one", "two"], onAction } },
  });
  expect(screen.getByTestId("status")).toHaveTextContent("running");
  expect(await screen.findByText(/one\s+two/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Kill" }));
  expect(screen.getByTestId("status")).toHaveTextContent("exited");
  expect(onAction).toHaveBeenCalledWith("kill");
});

it("sets the state of the session", () => {
  renderWithSandbox(<Session />, { session: { status: "expired" } });
  expect(screen.getByTestId("session")).toHaveTextContent("session-expired");
});

it("sets the state of a preview", async () => {
  const onAction = vi.fn();
  renderWithSandbox(<SandboxPreview title="My app" />, { preview: { status: "error", onAction } });
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "The preview failed, as the test asked for.",
  );
});

it("invariant 13: a callback of the test that throws is reported, and the state follows all the same", async () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const fault = new Error("thrown by a callback of the test");
  const fails = () => {
    throw fault;
  };
  function Refresh() {
    const { refresh } = useSandboxSession();
    const [isDone, setDone] = useState(false);
    const press = () => refresh().then(() => setDone(true));
    return <button onClick={() => void press()}>{isDone ? "Refreshed" : "Refresh"}</button>;
  }
  renderWithSandbox(
    <>
      <DevServer />
      <Refresh />
      <SandboxPreview title="My app" />
    </>,
    {
      session: { onRefresh: fails },
      process: { "dev-server": { onAction: fails } },
      preview: { status: "error", onAction: fails },
    },
  );
  await userEvent.click(screen.getByRole("button", { name: "Kill" }));
  expect(screen.getByTestId("status")).toHaveTextContent("exited");
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByRole("button", { name: "Refreshed" })).toBeInTheDocument();
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(reported).toEqual([fault, fault, fault]);
  vi.unstubAllGlobals();
});

it("shows the log of a process", () => {
  renderWithSandbox(<ProcessLogs process="tests" />, {
    process: { tests: { status: "exited", lines: ["done"] } },
  });
  expect(screen.getByRole("log")).toBeInTheDocument();
});

it("lists the processes, and follows what a component does to them", async () => {
  function List() {
    const { processes, kill } = useProcesses();
    return processes.map(({ pid, name, command, status }) => (
      <button key={pid} onClick={() => void kill(pid)}>{`${name} (${command}): ${status}`}</button>
    ));
  }
  renderWithSandbox(<List />, {
    process: {
      "dev-server": { pid: "7", command: "vite" },
      tests: { pid: "8", command: "vitest", status: "restarting" },
      lint: { status: "idle" },
    },
  });
  expect(screen.getAllByRole("button")).toHaveLength(2);
  expect(screen.getByText("tests (vitest): restarting")).toBeInTheDocument();
  await userEvent.click(screen.getByText("dev-server (vite): running"));
  expect(screen.getByText("dev-server (vite): exited")).toBeInTheDocument();
});

it("runs tasks with the instance that the test gives", async () => {
  const read = vi.fn(async () => "text");
  function Reader() {
    const sandbox = useSandbox();
    return <button onClick={() => void sandbox.run(({ fs }) => fs.read("/a"))}>Read</button>;
  }
  renderWithSandbox(<Reader />, { sandbox: { fs: { read } } });
  await userEvent.click(screen.getByRole("button", { name: "Read" }));
  expect(read).toHaveBeenCalledWith("/a");
});

it.each([
  [{ reason: "failed", code: 3 }, "Failed, exit code 3"],
  [{ reason: "killed", code: -1 }, "Killed"],
  [{ reason: "completed", code: 0 }, "Completed"],
] as const)("the log says how the process ended: %o", async (exit, words) => {
  renderWithSandbox(<ProcessLogs process="tests" />, {
    process: { tests: { status: "exited", exit, lines: ["a line"] } },
  });
  expect(await screen.findByText(words)).toBeInTheDocument();
});
