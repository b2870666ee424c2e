// What the kit takes from a terminal's socket that a hostile server holds, and from a hostile clipboard.
import "../testbed/nodeSocket";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { WebSocketServer } from "ws";
import { relateReplay } from "../src/terminal/replayOverlap";
import { readTerminal } from "../src/terminal/terminalTestbed";
import { cleanPaste } from "../src/terminal/view/cleanPaste";
import { Credential, createStaticStore } from "../src/session";
import { SandboxError } from "../src/errors";
import { attacks } from "./rows";

const END = "\u001b[201~";

attacks(
  "a paste that ends itself early",
  {
    plainly: `a${END}b`,
    "by what is left of it": `a\u001b[20${END}1~b`,
    "by what is left of it, deeply": `a${"\u001b[20".repeat(50)}${END}${"1~".repeat(50)}b`,
    "in the other spelling": "a\u009b201~b",
    "by a mixture": `a\u001b[20\u009b201~1~b`,
  },
  (text) => {
    const clean = cleanPaste(text);
    expect(clean).not.toContain(END);
    expect(clean).not.toContain("\u009b201~");
    expect(clean.startsWith("a") && clean.endsWith("b")).toBe(true);
  },
);

attacks(
  "a replay that is hard to place",
  {
    "one character only": ["x".repeat(300_000), "x".repeat(102_400)],
    "all but alike": [`${"x".repeat(300_000)}y`, "x".repeat(102_400)],
    "alike in all places but one": [
      "ab".repeat(100_000),
      `${"ab".repeat(51_000)}c${"ab".repeat(50)}`,
    ],
    "nothing that is known": ["\ufffd".repeat(300_000), "\ufffd".repeat(102_400)],
    "half a character at each end": ["\ud83d".repeat(1_000), "\udc69".repeat(102_400)],
  },
  ([shown = "", replay = ""]) => {
    const startedAt = performance.now();
    expect(["continues", "gap", "other"]).toContain(relateReplay(shown, false, replay).relation);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  },
);

const output = (data: unknown) => JSON.stringify({ type: "output", data });

attacks(
  "a socket that says what it should not",
  {
    "no JSON": ["{", "", "\u0000", "[1", "nonsense"],
    "JSON of another shape": [
      "null",
      "1",
      "[]",
      '"x"',
      "{}",
      '{"type":"output","data":{}}',
      output(1),
    ],
    "unknown types": ['{"type":"__proto__"}', '{"type":"exit","data":"0"}'],
    bytes: [Buffer.from([0xff, 0xfe]), Buffer.alloc(100_000)],
    "ten million characters at once": [output("x".repeat(10_000_000))],
    "a flood": Array.from({ length: 5_000 }, () => output("y".repeat(4_096))),
  },
  async (messages) => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => {
      for (const message of messages) socket.send(message);
      socket.send(output("the end"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const credential = new Credential("s", `http://127.0.0.1:${port}`, "t", Date.now() + 60_000);
    const nothing = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
    const session = { ...createStaticStore(nothing), credential: async () => credential };
    const terminal = readTerminal(session, "x");
    terminal.resize(80, 24);
    await terminal.shows(/the end$/);
    expect(terminal.status()).toBe("open");
    // A view that comes later is shown no more than is kept.
    let late = "";
    terminal.output.subscribe(({ text }) => (late += text));
    expect(late.length).toBeLessThanOrEqual(262_144);
    terminal.release();
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  },
);
