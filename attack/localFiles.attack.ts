// Paths that a client with a session sends to the local sandbox to get out of its root.
import { expect } from "vitest";
import { SECRET } from "../packages/blaxel-local/src/fuzz/target";
import { ask, attackLocalSandbox, FROM_THE_SHELL, isWell, nothingGotOut, target } from "./localRig";
import { attacks } from "./rows";

attackLocalSandbox();

const up = "../".repeat(12);
const encoded = encodeURIComponent;

attacks<() => string>(
  "a path out of the root",
  {
    "by dots": () => `${up}etc/passwd`,
    "by dots, as an absolute path": () => encoded(`/${up}etc/passwd`),
    "by encoded dots": () => `${up.replaceAll(".", "%2e")}etc/passwd`,
    "by dots encoded twice": () => `${up.replaceAll(".", "%252e")}etc/passwd`,
    "by encoded slashes": () => `${up.replaceAll("/", "%2f")}etc/passwd`,
    "by slashes encoded twice": () => `${up.replaceAll("/", "%252f")}etc/passwd`,
    "by backslashes": () => `${encoded(up.replaceAll("/", "\\"))}etc\\passwd`,
    "by dots and more dots": () => "....//....//....//etc/passwd",
    "by dots with a parameter": () => "..;/..;/etc/passwd",
    "by wide dots": () => `${encoded("．．/．．/")}etc/passwd`,
    "by dots in overlong UTF-8": () => "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "by slashes in overlong UTF-8": () => "..%c0%af..%c0%afetc/passwd",
    "by its own name": () => encoded(`${target.outside}/secret.txt`),
    "by its own name behind two slashes": () => `/${target.outside}/secret.txt`,
    "by a link to a folder": () => "out/secret.txt",
    "by a link to a file": () => "leak",
    "by a link upwards": () => "up/up/outside/secret.txt",
    "by a link to itself": () => "loop/secret.txt",
    "by a link and dots": () => "out/folder/../secret.txt",
    "by a folder that is none and dots": () => "nowhere/../../outside/secret.txt",
    "by a NUL": () => "leak%00.txt",
    "by a NUL behind dots": () => `${up}etc/passwd%00`,
    "by the home folder": () => "~/../../../outside/secret.txt",
    "by the home of another user": () => "~root/.ssh/id_rsa",
    "by /proc": () => encoded("/proc/self/environ"),
    "by /proc and its root": () => encoded("/proc/self/root/etc/passwd"),
    "by /dev": () => encoded("/dev/fd/0"),
    "by a scheme": () => "file:///etc/passwd",
    "by a Windows drive": () => "C:%5CWindows%5Cwin.ini",
    "by a share": () => "%5C%5Cevil.example%5Cshare",
    "by a name of 300 letters": () => "x".repeat(300),
    "by 3,000 folders": () => "d/".repeat(3000),
    "by half a character": () => "%ED%A0%80",
    "by bytes that are none": () => "%ff%fe%00",
    "by a line break": () => "a%0d%0ab/../../outside",
  },
  async (path) => {
    for (const query of ["", "?download=true"]) {
      const { body } = await ask("GET", `/filesystem/${path()}${query}`);
      expect(body).not.toContain(SECRET);
      expect(body).not.toContain(FROM_THE_SHELL);
      expect(body).not.toMatch(/root:.*:0:0:|\[extensions\]/);
    }
    await ask("PUT", `/filesystem/${path()}`, { content: "overwritten" });
    await ask("PUT", `/filesystem/${path()}/made`, { isDirectory: true });
    await ask("DELETE", `/filesystem/${path()}?recursive=true`);
    nothingGotOut();
    await isWell();
    await restore();
  },
);

/** A row may have removed the links themselves, which is its right. */
async function restore() {
  for (const [name, to] of [
    ["out", target.outside],
    ["leak", `${target.outside}/secret.txt`],
    ["up", ".."],
    ["loop", "loop"],
  ]) {
    await ask("POST", "/process", {
      command: `[ -L ${name} ] || ln -s ${to} ${name}`,
      workingDir: "/",
      waitForCompletion: true,
    });
  }
}

attacks<() => [string, string, unknown?]>(
  "another way to a file",
  {
    "a tree that is written": () => ["PUT", "/filesystem/tree/", { files: { "out/in.txt": "x" } }],
    "a tree with dots": () => ["PUT", "/filesystem/tree/", { files: { [`${up}in.txt`]: "x" } }],
    "a tree with a name that objects know": () => [
      "PUT",
      "/filesystem/tree/",
      '{"files":{"__proto__":"x"}}',
    ],
    "a tree that is read": () => ["GET", "/filesystem/tree/?recursive=true&content=true"],
    "a tree below a link": () => ["GET", "/filesystem/tree/out?recursive=true&content=true"],
    "a tree that is removed": () => ["DELETE", "/filesystem/tree/out?recursive=true"],
    "a search below a link": () => ["GET", "/filesystem-content-search/out?query=canary"],
    "a search with dots": () => ["GET", `/filesystem-content-search/${up}?query=canary`],
    "a search with a pattern that takes for ever": () => [
      "GET",
      `/filesystem-find/?patterns=${"*a".repeat(40)}`,
    ],
    "a search with a pattern out": () => ["GET", "/filesystem-find/?patterns=../*"],
    "a watch of a link": () => ["GET", "/watch/filesystem/out"],
    "a watch of the folder above": () => ["GET", "/watch/filesystem/.."],
    "an upload to a link": () => ["POST", "/filesystem-multipart/initiate/out/up.bin", {}],
    "an upload with dots": () => ["POST", `/filesystem-multipart/initiate/${up}up.bin`, {}],
    "an upload of a NUL": () => ["POST", "/filesystem-multipart/initiate/a%00b", {}],
    "a part of no upload": () => ["PUT", "/filesystem-multipart/..%2f..%2foutside/part", "x"],
    "a part of no number": () => ["PUT", "/filesystem-multipart/{upload}/part?partNumber=x", "x"],
    "a part of a number beyond all": () => [
      "PUT",
      "/filesystem-multipart/{upload}/part?partNumber=99999999999999999999",
      "x",
    ],
    "the end of an upload with parts that never came": () => [
      "POST",
      "/filesystem-multipart/{upload}/complete",
      { parts: [{ partNumber: 1, etag: "../../outside/secret.txt" }] },
    ],
    "the end of an upload with parts that are none": () => [
      "POST",
      "/filesystem-multipart/{upload}/complete",
      { parts: { length: 1e9 } },
    ],
    "an end of no upload": () => ["DELETE", "/filesystem-multipart/../abort"],
    "permissions that are none": () => [
      "PUT",
      "/filesystem/p",
      { content: "", permissions: "rwx" },
    ],
    "permissions of another user": () => [
      "PUT",
      "/filesystem/p",
      { content: "", permissions: "4777" },
    ],
    "content that is no text": () => ["PUT", "/filesystem/p", { content: { toString: "x" } }],
    "a copy of what is outside": () => ["PUT", "/filesystem/copy", { sourcePath: target.outside }],
  },
  async (row) => {
    const { body } = await ask(...row());
    expect(body).not.toContain(SECRET);
    nothingGotOut();
    await isWell();
  },
);
