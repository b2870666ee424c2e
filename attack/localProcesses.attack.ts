// Processes and names that a client asks the local sandbox for.
import { expect } from "vitest";
import { SECRET } from "../packages/blaxel-local/src/fuzz/target";
import { ask, attackLocalSandbox, json, isWell, nothingGotOut, target } from "./localRig";
import { attacks } from "./rows";

attackLocalSandbox();

const long = "n".repeat(10_000);

attacks<unknown>(
  "a request to start a process",
  {
    "named by dots": { name: "../../outside/secret.txt" },
    "named by a path": { name: "/etc/passwd" },
    "named by a dot": { name: "." },
    "named by a NUL": { name: "a\0b" },
    "named by a line break": { name: "a\nb" },
    "named by what objects know": { name: "__proto__" },
    "named by 10,000 letters": { name: long },
    "named by another pid": { name: "1" },
    "named by half a character": { name: "\ud83d" },
    "named by a link": { name: "out/log" },
    "in a folder outside": { workingDir: "../../outside" },
    "in a folder behind a link": { workingDir: "/out" },
    "in a folder that is a file": { workingDir: "/b.txt" },
    "with a command of a NUL": { command: "true\0" },
    "with a command of a megabyte": { command: `: ${"x".repeat(1_000_000)}` },
    "with a variable of a NUL": { env: { A: "a\0b" } },
    "with a variable named by an equals sign": { env: { "A=B": "c" } },
    "with a variable of no name": { env: { "": "c" } },
    "with variables as a list": { env: ["A=b"] },
    "with a time below zero": { timeout: -1e300 },
    "with a time that is a text": { timeout: "1" },
    "with a port beyond all": { waitForPorts: [99_999], timeout: 1 },
    "with restarts beyond all": { maxRestarts: 2 ** 60, restartOnFailure: true },
    "with a command that is a list": { command: ["true"] },
    "of nothing": null,
    "that is a list": [],
    "that is no JSON": "{",
  },
  async (row) => {
    const body =
      typeof row === "object" && row !== null && !Array.isArray(row)
        ? { command: "true", waitForCompletion: true, ...row }
        : row;
    const { body: said } = await ask("POST", "/process", body);
    expect(said).not.toContain(SECRET);
    nothingGotOut();
    await isWell();
  },
);

attacks<string>(
  "a process that looks around for the developer's secrets",
  {
    "in a URL of the shell": "DATABASE_URL",
    "in a key of a vendor's": "STRIPE_SK",
    "in a short name": "GH_PAT",
    "in what names a service": "PGSERVICE",
    "in what names a profile": "AWS_PROFILE",
    "in the key of the platform": "BL_API_KEY",
  },
  async (name) => {
    const { body } = await ask("POST", "/process", {
      command: `printf '%s' "[$${name}]"`,
      waitForCompletion: true,
    });
    expect(JSON.parse(body)).toMatchObject({ stdout: "[]" });
  },
);

attacks<[string, string, unknown?]>(
  "what an attacker may know of the control plane",
  {
    "a sandbox named by dots": ["POST", "/sandboxes", { metadata: { name: ".." } }],
    "a sandbox named by a path": ["POST", "/sandboxes", { metadata: { name: "../outside" } }],
    "a sandbox named by a NUL": ["POST", "/sandboxes", { metadata: { name: "a\0b" } }],
    "a sandbox named by what objects know": [
      "POST",
      "/sandboxes",
      { metadata: { name: "__proto__" } },
    ],
    "a sandbox named by a number": ["POST", "/sandboxes", { metadata: { name: 7 } }],
    "a preview named by a path": [
      "POST",
      "/sandboxes/demo/previews",
      { metadata: { name: "../x" }, spec: { port: 3000 } },
    ],
    "a preview of a port beyond all": [
      "POST",
      "/sandboxes/demo/previews",
      { metadata: { name: "p" }, spec: { port: 99_999 } },
    ],
    "a preview with a header of a line break": [
      "POST",
      "/sandboxes/demo/previews",
      {
        metadata: { name: "p1" },
        spec: { port: 3000, public: true, responseHeaders: { "X-Evil": "a\r\nSet-Cookie: b" } },
      },
    ],
    "a preview with a header that is no name": [
      "POST",
      "/sandboxes/demo/previews",
      { metadata: { name: "p2" }, spec: { port: 3000, requestHeaders: { "a b:": "c" } } },
    ],
    "a preview under the name of this machine": [
      "POST",
      "/sandboxes/demo/previews",
      { metadata: { name: "p3" }, spec: { port: 3000, public: true, prefixUrl: "../x" } },
    ],
    "a session that becomes a preview": [
      "PUT",
      "/sandboxes/demo/previews/session-1",
      { spec: { port: 3000, public: true } },
    ],
    "a token that ends in no year": [
      "POST",
      "/sandboxes/demo/previews/session-1/tokens",
      { metadata: { name: "t" }, spec: { expiresAt: "+275760-09-14" } },
    ],
    "a list of a cursor that is none": ["GET", "/sandboxes?cursor=../../etc"],
    "a list of no end": ["GET", "/sandboxes?limit=1e308"],
  },
  async ([method, path, body]) => {
    const answer = await target.send({
      to: "control",
      method,
      path,
      headers: json,
      body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    });
    if (method !== "GET") expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).not.toMatch(/ {4}at |node:internal/);
    nothingGotOut();
    await isWell();
  },
);
