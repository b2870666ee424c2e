import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { useProcess } from "../process";
import { SandboxProvider } from "../session";
import { ErrorCard } from "./ErrorCard";
import { useAppErrors } from "./useAppErrors";

const sound = `require("http").createServer((_, r) => r.end("hello")).listen(process.env.APP_PORT, "0.0.0.0", () => console.log("up"));
setInterval(() => {}, 1000);
`;

/** What goes wrong, and where: a line of the file `server.cjs`, if any. */
const cases = [
  ["a syntax error", "const a = ;\n", "server.cjs:1:", "Unexpected token"],
  ["a type error", "const a = null;\na.b();\n", "server.cjs:2:3", "reading 'b'"],
  ["a missing module", '\nrequire("./nope");\n', "server.cjs:2:1", "Cannot find module"],
  [
    "a rejected promise",
    "const load = async () => {\n  throw new Error('basket lost');\n};\nload();\n",
    "server.cjs:2:",
    "basket lost",
  ],
  [
    "a failing server",
    "process.nextTick(() => {\n  JSON.parse('{');\n});\n",
    "server.cjs:2:",
    "JSON",
  ],
  [
    "a port in use",
    'const http = require("http");\nconst one = http.createServer().listen(0, () => http.createServer().listen(one.address().port));\n',
    "",
    "EADDRINUSE",
  ],
  [
    "out of memory",
    "const all = [];\nfor (;;) all.push(new Array(10000).fill(Math.random()));\n",
    "",
    "out of memory",
  ],
] as const;

let stack: BrowserStack;
beforeAll(async () => {
  stack = await startBrowserStack({ files: { "/app/server.cjs": sound } });
  // The sandbox comes with the first session.
  await fetch(stack.endpoint);
});
afterAll(() => stack.stop());
afterEach(async () => {
  await cleanup();
});

function Page({ name }: { name: string }) {
  const process = useProcess({
    name,
    command: "node --max-old-space-size=24 server.cjs",
    workingDir: "/app",
    env: { APP_PORT: "0" },
  });
  const { open, errors } = useAppErrors({ process, root: "/app" });
  return (
    <>
      <button type="button" onClick={() => void process.restart()}>
        Restart
      </button>
      <output>{errors.length}</output>
      {open.map((error) => (
        <ErrorCard key={error.id} error={error} />
      ))}
    </>
  );
}

const write = (content: string) =>
  stack.call("sandboxCall", "PUT", "/filesystem/%2Fapp%2Fserver.cjs", { content });

it.each(cases)(
  "%s of plain Node is one card, and gone after the repair",
  async (what, code, place, message) => {
    await write(code);
    const screen = await render(
      <SandboxProvider endpoint={stack.endpoint}>
        <Page name={what.replaceAll(" ", "-")} />
      </SandboxProvider>,
    );
    const cards = () => [...screen.container.querySelectorAll(".blaxel-error")];
    await expect
      .poll(() =>
        cards()
          .map((card) => card.textContent)
          .join(),
      )
      .toContain(message);
    expect(cards()).toHaveLength(1);
    expect(cards()[0]?.querySelector(".blaxel-error-place")?.textContent ?? "").toContain(place);
    await write(sound);
    await screen.getByRole("button", { name: "Restart" }).click();
    await expect.poll(() => cards().length).toBe(0);
    expect(screen.container.querySelector("output")?.textContent).toBe("1");
  },
);
