import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import {
  ProcessLogs,
  SandboxPreview,
  useProcess,
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

it("shows the log of a process", () => {
  renderWithSandbox(<ProcessLogs process="tests" />, {
    process: { tests: { status: "exited", lines: ["done"] } },
  });
  expect(screen.getByRole("log")).toBeInTheDocument();
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
