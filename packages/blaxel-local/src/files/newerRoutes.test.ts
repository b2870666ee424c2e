import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveFiles, type FileServer } from "./fileServer";

let server: FileServer;

beforeEach(async () => {
  server = await serveFiles("B");
});
afterEach(() => server.close());

const at = (path: string) => join(server.root, path);
const copy = (body: unknown) => server.ask("POST", "/filesystem-copy", JSON.stringify(body));

describe("HEAD of a file", () => {
  it("says what is there, and answers 200 without a type where nothing is", async () => {
    writeFileSync(at("run.sh"), "12345");
    chmodSync(at("run.sh"), 0o755);
    mkdirSync(at("folder"), { mode: 0o700 });
    const stat = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: "HEAD" });
      const { status, headers } = answer;
      const names = ["content-length", "x-file-type", "x-file-mode"];
      return [status, ...names.map((name) => headers.get(name)), headers.has("last-modified")];
    };
    expect(await stat("/filesystem/%2Frun.sh")).toEqual([200, "5", "file", "755", true]);
    expect(await stat("/filesystem/folder")).toEqual([200, null, "directory", "700", true]);
    expect(await stat("/filesystem/none")).toEqual([200, null, null, null, false]);
    expect((await stat("/filesystem/tree/folder"))[0]).toBe(200);
  });

  it("is empty in profile A", async () => {
    const older = await serveFiles("A");
    const answer = await fetch(`http://127.0.0.1:${older.port}/filesystem/tmp`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("x-file-type")]).toEqual([200, null]);
    await older.close();
  });
});

describe("a copy", () => {
  it("takes a file or a folder with all that is in it, and overwrites", async () => {
    mkdirSync(at("src/deep"), { recursive: true });
    writeFileSync(at("src/deep/a.txt"), "a");
    symlinkSync("deep/a.txt", at("src/link"));
    const body = { source: "/src", destination: "/new/dst" };
    const copied = await copy(body);
    expect([copied.status, copied.json]).toEqual([200, { ...body, message: "Files copied" }]);
    expect(readdirSync(at("new/dst")).toSorted()).toEqual(["deep", "link"]);
    expect(readFileSync(at("new/dst/link"), "utf8")).toBe("a");

    writeFileSync(at("src/deep/a.txt"), "b");
    expect((await copy(body)).status).toBe(200);
    expect(readFileSync(at("new/dst/deep/a.txt"), "utf8")).toBe("b");
  });

  it("leaves alone what is there with noOverwrite, and says so with a code", async () => {
    writeFileSync(at("a.txt"), "a");
    writeFileSync(at("b.txt"), "b");
    const refused = await copy({ source: "/a.txt", destination: "/b.txt", noOverwrite: true });
    expect([refused.status, refused.json]).toEqual([
      409,
      { error: expect.any(String), code: "FILE_ALREADY_EXISTS" },
    ]);
    expect(readFileSync(at("b.txt"), "utf8")).toBe("b");
    const made = await copy({ source: "/a.txt", destination: "/c.txt", noOverwrite: true });
    expect(made.status).toBe(200);
  });

  it("answers 422 to what cannot be copied, and names no path of this machine", async () => {
    mkdirSync(at("folder"));
    writeFileSync(at("a.txt"), "a");
    symlinkSync("/etc", at("out"));
    for (const [source, destination] of [
      ["/none", "/b.txt"],
      ["/folder", "/folder/below"],
      ["/folder", "/a.txt"],
      ["/a.txt", "/folder"],
      ["/a.txt", "/a.txt"],
      ["/out/hostname", "/stolen"],
      ["/a.txt", "/out/planted"],
    ]) {
      const { status, text } = await copy({ source, destination });
      expect([source, destination, status]).toEqual([source, destination, 422]);
      expect(text).not.toContain(server.root);
    }
    expect(readdirSync(server.root)).not.toContain("stolen");
  });

  it("refuses what names no two paths, and is not there in profile A", async () => {
    for (const body of [{}, { source: "/a" }, { source: 1, destination: "/b" }]) {
      expect((await copy(body)).status).toBe(400);
    }
    const older = await serveFiles("A");
    expect((await older.ask("POST", "/filesystem-copy", "{}")).status).toBe(404);
    await older.close();
  });
});

describe("a file that must be new", () => {
  it("is written once, whoever else writes it at the same time", async () => {
    const put = (content: string) =>
      server.ask("PUT", "/filesystem/once", JSON.stringify({ content, noOverwrite: true }));
    const answers = await Promise.all(["one", "two", "three"].map(put));
    expect(
      answers
        .map(({ status }) => String(status))
        .toSorted()
        .map(Number),
    ).toEqual([200, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.json).toEqual({
      error: expect.any(String),
      code: "FILE_ALREADY_EXISTS",
    });
  });
});
