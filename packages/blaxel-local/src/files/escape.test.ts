import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveFiles, type FileServer } from "./fileServer";

const SECRET = "the canary's song";
let server: FileServer;
let outside: string;

beforeEach(async () => {
  outside = mkdtempSync(join(tmpdir(), "outside-"));
  writeFileSync(join(outside, "secret.txt"), SECRET);
  mkdirSync(join(outside, "folder"));
  server = await serveFiles("B");
  symlinkSync(outside, join(server.root, "out"));
  symlinkSync(join(outside, "secret.txt"), join(server.root, "leak.txt"));
  symlinkSync(join(outside, "not-yet.txt"), join(server.root, "dangling.txt"));
  symlinkSync(join("..", "..", outside), join(server.root, "tmp", "relative"));
  symlinkSync("loop", join(server.root, "loop"));
});
afterEach(async () => {
  await server.close();
  rmSync(outside, { recursive: true, force: true });
});

const intact = () => ({
  names: readdirSync(outside).toSorted(),
  secret: readFileSync(join(outside, "secret.txt"), "utf8"),
});
const INTACT = { names: ["folder", "secret.txt"], secret: SECRET };

const up = "../".repeat(12);
const ways = [
  "/filesystem/out/secret.txt",
  "/filesystem/leak.txt",
  "/filesystem/tmp/relative/secret.txt",
  "/filesystem/tmp/../out/secret.txt",
  "/filesystem/%2Fout%2Fsecret.txt",
  "/filesystem//out/secret.txt",
  "/filesystem/dangling.txt",
  "/filesystem/out/new/deep.txt",
  "/filesystem/loop",
];

describe("no path leaves the root", () => {
  it.each(ways)("not to read: %s", async (path) => {
    for (const query of ["", "?download=true"]) {
      const { status, text } = await server.ask("GET", path + query);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(outside);
      expect(text).not.toContain(server.root);
    }
  });

  it.each(ways)("not to write or delete: %s", async (path) => {
    const written = await server.ask("PUT", path, JSON.stringify({ content: "overwritten" }));
    expect(written.status).toBeGreaterThanOrEqual(400);
    const made = await server.ask("PUT", `${path}/made`, JSON.stringify({ isDirectory: true }));
    expect(made.status).toBeGreaterThanOrEqual(400);
    await server.ask("DELETE", `${path}?recursive=true`);
    expect(intact()).toEqual(INTACT);
  });

  it.each([
    `/filesystem/${up}etc/passwd`,
    `/filesystem/${encodeURIComponent(`/${up}etc/passwd`)}`,
    `/filesystem/${up.replaceAll(".", "%2e")}etc/passwd`,
    `/filesystem/${encodeURIComponent(outside)}%2Fsecret.txt`,
    `/filesystem/secret.txt%00.png`,
  ])("not by dots or zero bytes: %s", async (path) => {
    const { status, text } = await server.ask("GET", path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain("root:");
    expect(text).not.toContain(SECRET);
  });

  it("not by a tree", async () => {
    const files = { "out/in.txt": "x", "../../in.txt": "y", "leak.txt": "z" };
    for (const name of Object.keys(files)) {
      await server.ask("PUT", "/filesystem/tree/", JSON.stringify({ files: { [name]: "x" } }));
    }
    await server.ask("DELETE", "/filesystem/tree/out?recursive=true");
    expect(intact()).toEqual(INTACT);
    const read = await server.ask("GET", "/filesystem/tree/?recursive=true&content=true");
    expect(read.status).toBe(200);
    expect(read.text).not.toContain(SECRET);
  });

  it("not by a search", async () => {
    for (const path of [
      "/filesystem-content-search/?query=canary",
      "/filesystem-content-search/out?query=canary",
      "/filesystem-find/out?excludeHidden=false",
      "/filesystem-find/?patterns=secret*",
      "/filesystem-search/out?query=secret",
      "/filesystem-search/?query=secret",
    ]) {
      const { text } = await server.ask("GET", path);
      expect(text).not.toContain("secret.txt");
      expect(text).not.toContain(SECRET);
    }
  });

  it("not by a watch", async () => {
    for (const path of ["/watch/filesystem/out", "/watch/filesystem/out/**"]) {
      expect(await server.ask("GET", path)).toMatchObject({ status: 400 });
    }
  });

  it("not by an upload in parts", async () => {
    for (const path of ["out/up.bin", "dangling.txt", "leak.txt"]) {
      const begun = await server.ask("POST", `/filesystem-multipart/initiate/${path}`, "{}");
      if (begun.status !== 200) continue;
      const { uploadId }: { uploadId: string } = JSON.parse(begun.text);
      const form = new FormData();
      form.append("file", new Blob(["x"]), "x");
      const sent = new Response(form);
      const part = await server.ask(
        "PUT",
        `/filesystem-multipart/${uploadId}/part?partNumber=1`,
        Buffer.from(await sent.arrayBuffer()),
        { "Content-Type": sent.headers.get("content-type") ?? "" },
      );
      const done = JSON.stringify({ parts: [part.json] });
      const { status } = await server.ask(
        "POST",
        `/filesystem-multipart/${uploadId}/complete`,
        done,
      );
      expect(status).toBeGreaterThanOrEqual(400);
    }
    expect(intact()).toEqual(INTACT);
  });

  it("removes a link to a folder without touching the folder", async () => {
    symlinkSync(join(server.root, "tmp"), join(server.root, "within"));
    writeFileSync(join(server.root, "tmp", "kept"), "");
    expect(await server.ask("DELETE", "/filesystem/within?recursive=true")).toMatchObject({
      status: 200,
    });
    expect(readdirSync(join(server.root, "tmp"))).toContain("kept");
  });

  it("keeps the root itself", async () => {
    for (const path of [
      "/filesystem/",
      "/filesystem/%2F",
      "/filesystem/tree",
      "/filesystem/tmp/..",
    ]) {
      expect(await server.ask("DELETE", `${path}?recursive=true`)).toMatchObject({ status: 422 });
    }
    expect(readdirSync(server.root)).toContain("tmp");
  });
});
