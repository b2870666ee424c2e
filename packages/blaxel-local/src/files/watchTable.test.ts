// What one step makes a real server tell, step by step.
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveFiles, type FileServer } from "./fileServer";

let server: FileServer;
let folder: string;
let outside: string;

beforeEach(async () => {
  server = await serveFiles("B");
  folder = join(server.root, "w");
  outside = join(server.root, "outside");
  mkdirSync(folder);
  mkdirSync(outside);
  writeFileSync(join(folder, "old.txt"), "old");
  writeFileSync(join(outside, "in.txt"), "content");
});
afterEach(() => server.close());

/**
 * The events of some steps, `OP path` each. A last file says that all of them are told: its own
 * events are left out.
 */
async function eventsOf(steps: () => void, watched = "%2Fw"): Promise<string[]> {
  const response = await server.open(`/watch/filesystem/${watched}`);
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
  steps();
  // What vanished is told a little later than what came: both are waited for.
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "gone"), "");
  await expect.poll(() => events).toContain("CREATE /w/gone");
  rmSync(join(folder, "gone"));
  await expect.poll(() => events).toContain("REMOVE /w/gone");
  return events.filter((event) => !event.endsWith("/w/gone"));
}

const move = (name: string) => () => renameSync(join(outside, "in.txt"), join(folder, name));

describe("a watch tells of", () => {
  const rows: [string, () => void, string[]][] = [
    [
      "a new file with content",
      () => writeFileSync(join(folder, "a.txt"), "a"),
      ["CREATE /w/a.txt", "WRITE /w/a.txt"],
    ],
    ["an empty new file", () => writeFileSync(join(folder, "a.txt"), ""), ["CREATE /w/a.txt"]],
    ["a file moved in, its content unwritten", move("a.txt"), ["CREATE /w/a.txt"]],
    ["a file moved over another, as editors save", move("old.txt"), ["CREATE /w/old.txt"]],
    [
      "a hard link to a file elsewhere",
      () => linkSync(join(outside, "in.txt"), join(folder, "a.txt")),
      ["CREATE /w/a.txt"],
    ],
    [
      "a symbolic link",
      () => symlinkSync(join(outside, "in.txt"), join(folder, "a.txt")),
      ["CREATE /w/a.txt"],
    ],
    ["new permissions", () => chmodSync(join(folder, "old.txt"), 0o600), ["CHMOD /w/old.txt"]],
    [
      "a file moved in and then written",
      () => {
        move("a.txt")();
        writeFileSync(join(folder, "a.txt"), "other content");
      },
      ["CREATE /w/a.txt", "WRITE /w/a.txt"],
    ],
  ];
  it.each(rows)("%s", async (_what, step, expected) => {
    expect(await eventsOf(step)).toEqual(expected);
  });

  it("a new folder, in which nothing was written", async () => {
    const events = await eventsOf(() => mkdirSync(join(folder, "sub")), "%2Fw%2F**");
    expect(events).toEqual(["CREATE /w/sub"]);
  });

  it("every write, however soon it follows another", async () => {
    const response = await server.open("/watch/filesystem/w");
    let writes = 0;
    const counted = async (text: string) => {
      const before = writes;
      writeFileSync(join(folder, "old.txt"), text);
      await expect.poll(() => writes, { interval: 1 }).toBeGreaterThan(before);
    };
    response.setEncoding("utf8").on("data", (text: string) => {
      writes += text.match(/"WRITE"/g)?.length ?? 0;
    });
    // Each is told before the next is made, so that they come a few milliseconds apart.
    for (const text of ["one", "other", "the third", "fourth"]) await counted(text);
  });
});

it("a watch tells that its own folder was removed, after all that was in it, and stays open", async () => {
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "deep", "file"), "");
  const response = await server.open("/watch/filesystem/%2Fw%2F**");
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  rmSync(folder, { recursive: true });
  await expect.poll(() => text).toContain('{"op":"REMOVE","name":"w","path":"","error":null}');
  const events = text.trim().split("\n");
  expect(events.toSorted()).toEqual(
    [
      ["old.txt", "/w"],
      ["file", "/w/deep"],
      ["deep", "/w"],
      ["w", ""],
    ]
      .map(([name, path]) => `{"op":"REMOVE","name":"${name}","path":"${path}","error":null}`)
      .toSorted(),
  );
  expect(events.at(-1)).toContain('"name":"w"');
  expect(response.complete).toBe(false);
});
