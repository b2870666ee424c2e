import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serveFiles, type FileServer } from "./fileServer";

let server: FileServer;
let folder: string;

beforeEach(async () => {
  server = await serveFiles("B");
  folder = join(server.root, "w");
  mkdirSync(join(folder, "sub"), { recursive: true });
  writeFileSync(join(folder, "old.txt"), "old");
});
afterEach(() => server.close());

/** Collects the events of a watch as `OP path`; the watch is on when the headers are there. */
async function watch(path: string) {
  const response = await server.open(path);
  const events: string[] = [];
  let rest = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((each) => each !== "[keepalive]")) {
      const event: { op: string; name: string; path: string } = JSON.parse(line);
      events.push(`${event.op} ${event.path}/${event.name}`);
    }
  });
  return { response, events };
}

describe("a watch", () => {
  it("tells that a new file was created and written", async () => {
    const { response, events } = await watch("/watch/filesystem/w");
    expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
    writeFileSync(join(folder, "new.txt"), "new");
    await expect.poll(() => events).toEqual(["CREATE /w/new.txt", "WRITE /w/new.txt"]);
  });

  it("tells renames by both names, in order", async () => {
    const { events } = await watch("/watch/filesystem/w");
    renameSync(join(folder, "old.txt"), join(folder, "renamed.txt"));
    await expect.poll(() => events).toEqual(["RENAME /w/old.txt", "CREATE /w/renamed.txt"]);
  });

  it("tells renames between folders", async () => {
    const { events } = await watch("/watch/filesystem/%2Fw%2F**");
    renameSync(join(folder, "old.txt"), join(folder, "sub", "moved.txt"));
    await expect.poll(() => events).toEqual(["RENAME /w/old.txt", "CREATE /w/sub/moved.txt"]);
  });

  it("tells that a file was put in another's place", async () => {
    writeFileSync(join(folder, "old.txt.tmp"), "new");
    const { events } = await watch("/watch/filesystem/w");
    renameSync(join(folder, "old.txt.tmp"), join(folder, "old.txt"));
    await expect.poll(() => events).toEqual(["RENAME /w/old.txt.tmp", "CREATE /w/old.txt"]);
  });

  it("tells writing from changing permissions, also of a file that was read", async () => {
    const { events } = await watch("/watch/filesystem/w");
    readFileSync(join(folder, "old.txt"));
    chmodSync(join(folder, "old.txt"), 0o600);
    await expect.poll(() => events).toEqual(["CHMOD /w/old.txt"]);
    appendFileSync(join(folder, "old.txt"), "more");
    await expect.poll(() => events).toEqual(["CHMOD /w/old.txt", "WRITE /w/old.txt"]);
  });

  it("tells what was removed", async () => {
    const { events } = await watch("/watch/filesystem/w");
    rmSync(join(folder, "old.txt"));
    rmSync(join(folder, "sub"), { recursive: true });
    await expect.poll(() => events.toSorted()).toEqual(["REMOVE /w/old.txt", "REMOVE /w/sub"]);
  });

  it("stays in its folder unless it ends in /**", async () => {
    const flat = await watch("/watch/filesystem/w");
    const deep = await watch("/watch/filesystem/%2Fw%2F**");
    writeFileSync(join(folder, "sub", "below.txt"), "x");
    writeFileSync(join(folder, "last.txt"), "x");
    await expect
      .poll(() => deep.events)
      .toEqual(expect.arrayContaining(["CREATE /w/sub/below.txt", "WRITE /w/last.txt"]));
    await expect.poll(() => flat.events).toEqual(["CREATE /w/last.txt", "WRITE /w/last.txt"]);
  });

  it("follows new folders", async () => {
    const { events } = await watch("/watch/filesystem/%2Fw%2F**");
    mkdirSync(join(folder, "fresh"));
    writeFileSync(join(folder, "fresh", "in.txt"), "x");
    await expect.poll(() => events).toContain("CREATE /w/fresh/in.txt");
    expect(events[0]).toBe("CREATE /w/fresh");
    // Whether the write into a folder that is not watched yet is told is a race, on Blaxel too.
    appendFileSync(join(folder, "fresh", "in.txt"), "more");
    await expect.poll(() => events).toContain("WRITE /w/fresh/in.txt");
  });

  it("leaves out what is to be ignored, by any part of the path", async () => {
    const { events } = await watch("/watch/filesystem/w?ignore=node_modules,.tmp");
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "x.tmp"), "x");
    writeFileSync(join(folder, "seen.txt"), "");
    await expect.poll(() => events).toEqual(["CREATE /w/seen.txt"]);
  });

  it("sends no headers before the first event in profile A", async () => {
    const older = await serveFiles("A");
    let answered: IncomingMessage | undefined;
    const opened = older.open("/watch/filesystem/tmp").then((response) => (answered = response));
    // Each round trip gives the headers time to come, if they were sent.
    for (let round = 0; round < 20; round++) await older.ask("GET", "/health");
    expect(answered).toBeUndefined();
    await older.ask("PUT", "/filesystem/tmp/first", JSON.stringify({ content: "" }));
    expect((await opened).statusCode).toBe(200);
    await older.close();
  });

  it("keeps the connection alive every 30 seconds", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    const response = await server.open("/watch/filesystem/w");
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    vi.advanceTimersByTime(29_999);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await expect.poll(() => text).toBe("[keepalive]\n");
  });

  it("ends when its sandbox does", async () => {
    const { response } = await watch("/watch/filesystem/w");
    const ended = once(response, "end");
    await server.close();
    await ended;
    expect(response.complete).toBe(true);
  });
});
