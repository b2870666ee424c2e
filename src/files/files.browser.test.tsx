// The hooks in a real page, with a real session and a sandbox of its own.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, type ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { eventually } from "../../testbed/eventually";
import {
  SandboxProvider,
  useDirectory,
  useFile,
  useFileMutations,
  useProcess,
  useProcessLogs,
  type SandboxFile,
} from "../index";

let stack: BrowserStack;
afterEach(() => stack.stop());

const files = { "app/one.txt": "one", "app/two.txt": "two" };

async function show(children: ReactNode) {
  stack = await startBrowserStack({ files });
  const client = new QueryClient();
  await render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <SandboxProvider endpoint={stack.endpoint}>{children}</SandboxProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
  return client;
}

const write = (path: string, content: string) =>
  stack.call("sandboxCall", "PUT", `/filesystem/${path}`, { content });
const run = (command: string) =>
  stack.call("sandboxCall", "POST", "/process", { command, waitForCompletion: true });

function Folder({ path = "/app" }: { path?: string }) {
  const { status, entries, error } = useDirectory(path, { exclude: ["node_modules", "*.log"] });
  const { create } = useFileMutations();
  return (
    <>
      <p data-testid="folder">
        {[status, error?.kind, ...entries.map(({ name }) => name)].filter(Boolean).join(" ")}
      </p>
      <button onClick={() => void create(`${path}/made.txt`)}>Make</button>
    </>
  );
}

function Editor({ path, name = "editor" }: { path: string; name?: string }) {
  const file = useFile(path);
  return (
    <>
      <textarea
        aria-label={name}
        value={file.value ?? ""}
        onChange={(event) => file.setValue(event.target.value)}
      />
      <button onClick={() => void file.save()}>Save {name}</button>
      <p data-testid={name}>{textOf(file)}</p>
    </>
  );
}

const textOf = ({ status, isDirty, conflict, error }: SandboxFile) =>
  [status, isDirty && "dirty", conflict && `conflict: ${conflict.theirs}`, error?.kind]
    .filter(Boolean)
    .join(" ");

const shown = (id: string) => page.getByTestId(id).element().textContent;

it("a folder and a file follow the sandbox, an edit is saved, and a conflict is said", async () => {
  await show(
    <>
      <Folder />
      <Editor path="/app/one.txt" />
    </>,
  );
  await eventually(() => expect(shown("folder")).toBe("ready one.txt two.txt"));
  await run("touch app/three.txt app/hidden.log; mkdir app/node_modules");
  await eventually(() => expect(shown("folder")).toBe("ready one.txt three.txt two.txt"));
  await userEvent.click(page.getByRole("button", { name: "Make" }));
  await eventually(() => expect(shown("folder")).toBe("ready made.txt one.txt three.txt two.txt"));
  await userEvent.type(page.getByRole("textbox"), "!");
  await eventually(() => expect(shown("editor")).toBe("ready dirty"));
  await userEvent.click(page.getByRole("button", { name: "Save editor" }));
  await eventually(() => expect(shown("editor")).toBe("ready"));
  expect((await run("cat app/one.txt")).body).toContain('"stdout":"one!"');
  await userEvent.type(page.getByRole("textbox"), "!");
  await write("app/one.txt", "theirs");
  await eventually(() => expect(shown("editor")).toBe("ready dirty conflict: theirs"));
});

it("what the query cache holds has sensible keys and no token", async () => {
  const client = await show(
    <>
      <Folder />
      <Editor path="/app/one.txt" />
    </>,
  );
  await eventually(() => expect(shown("editor")).toBe("ready"));
  await eventually(() => expect(shown("folder")).toBe("ready one.txt two.txt"));
  const queries = client.getQueryCache().findAll({ queryKey: ["blaxel-react", "files"] });
  const keys = queries.map(({ queryKey }) => queryKey.slice(4));
  expect(keys).toContainEqual(["directory", "/app"]);
  expect(keys).toContainEqual(["file", "/app/one.txt", { maxBytes: 2_097_152 }]);
  const { session } = await (await fetch(stack.endpoint)).json();
  const cached = JSON.stringify(queries.map(({ queryKey, state }) => [queryKey, state]));
  expect(cached).not.toContain(session.token);
});

it("invariant 11: a cache that is cleared leaves no folder, no file and no edit of the one before", async () => {
  const client = await show(
    <>
      <Folder />
      <Editor path="/app/one.txt" />
    </>,
  );
  await eventually(() => expect(shown("editor")).toBe("ready"));
  await userEvent.type(page.getByRole("textbox"), "!");
  await eventually(() => expect(shown("editor")).toBe("ready dirty"));
  client.clear();
  await eventually(() => expect(shown("editor")).toBe("ready"));
  expect(page.getByRole("textbox").element()).toHaveProperty("value", "one");
  await eventually(() => expect(shown("folder")).toBe("ready one.txt two.txt"));
  const { length } = client.getQueryCache().findAll({ queryKey: ["blaxel-react", "files"] });
  expect(length).toBeLessThanOrEqual(2 + 1);
});

it("saves of two tabs never interleave: one is saved, the other told, every time", async () => {
  stack = await startBrowserStack({ files });
  const client = () => new QueryClient();
  const [one, other] = [client(), client()];
  await render(
    <>
      <SandboxProvider endpoint={stack.endpoint} queryClient={one}>
        <Editor path="/app/one.txt" name="left" />
      </SandboxProvider>
      <SandboxProvider endpoint={stack.endpoint} queryClient={other}>
        <Editor path="/app/one.txt" name="right" />
      </SandboxProvider>
    </>,
  );
  const box = (name: string) => page.getByRole("textbox", { name });
  await eventually(() => expect([shown("left"), shown("right")]).toEqual(["ready", "ready"]));
  await userEvent.fill(box("left"), "of left");
  await userEvent.fill(box("right"), "of right");
  // Without a lock the second comparison would come before the first, slow write.
  await stack.call("injectFault", { type: "latency", ms: 500, on: { method: "PUT" }, times: 1 });
  for (const name of ["left", "right"]) {
    const button = page.getByRole("button", { name: `Save ${name}` }).element();
    if (button instanceof HTMLElement) button.click();
  }
  await eventually(() =>
    expect([shown("left"), shown("right")].toSorted()).toEqual([
      "ready",
      shown("left") === "ready"
        ? "ready dirty conflict: of left"
        : "ready dirty conflict: of right",
    ]),
  );
});

function Log({ name }: { name: string }) {
  const command = `while true; do echo ${name}; sleep 1; done`;
  const process = useProcess({ name, command });
  const { lines } = useProcessLogs(process);
  return <p data-testid={name}>{lines.length > 0 ? "prints" : "silent"}</p>;
}

it("while six processes show logs, a change is still shown, and no more streams are open than four", async () => {
  const names = Array.from({ length: 6 }, (_, at) => `loop-${at}`);
  await show(
    <>
      <Folder />
      {names.map((name) => (
        <Log key={name} name={name} />
      ))}
    </>,
  );
  for (const name of names) await eventually(() => expect(shown(name)).toBe("prints"));
  await run("touch app/three.txt");
  await eventually(() => expect(shown("folder")).toBe("ready one.txt three.txt two.txt"));
  await eventually(async () => {
    const requests = await stack.call("requests");
    const open = requests.filter(({ durationMs }) => durationMs === undefined);
    const streams = open.filter(({ path }) => /^\/watch|logs\/stream/.test(path));
    expect(streams.map(({ path }) => path.startsWith("/watch"))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

it("without a provider, or with a path that is none, says so and asks for nothing", async () => {
  stack = await startBrowserStack();
  await render(<Folder />);
  expect(shown("folder")).toBe("error invalid-options");
  await render(
    <SandboxProvider endpoint={stack.endpoint}>
      <Editor path="relative" />
    </SandboxProvider>,
  );
  expect(shown("editor")).toBe("error invalid-options");
  await render(
    <SandboxProvider endpoint={stack.endpoint} enabled={false}>
      <Editor path="/app/one.txt" name="idle" />
    </SandboxProvider>,
  );
  expect(shown("idle")).toBe("idle");
  expect(await stack.call("endpointRequests")).toBe(0);
});
