import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { chooseIsolation } from "../isolation";
import { portOf } from "../listener";
import { readArguments, USAGE } from "./arguments";
import { requestLine } from "./requestLine";
import { run, startProcess, variables } from "./testCommand";

/** A shell with a child: both have to go. */
const TREE = "sleep 600 & sleep 600; wait";

/** Whether a process of that group runs; one that has ended but was not yet collected does not. */
function groupIsAlive(group: number): boolean {
  const table = execFileSync("ps", ["-A", "-o", "pgid=,stat="]).toString();
  return table.split("\n").some((line) => {
    const [id, state] = line.trim().split(/\s+/);
    return Number(id) === group && state?.startsWith("Z") === false;
  });
}

describe("blaxel-local", () => {
  it("prints variables to export, logs requests, and stops cleanly", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const command = run(["--env", "--verbose"]);
      const env = await variables(command);
      expect(Object.keys(env)).toEqual(
        expect.arrayContaining(["BL_API_URL", "BL_WORKSPACE", "BL_API_KEY", "BL_DISABLE_H2"]),
      );
      expect(command.stdout().replace(/^export \w+='[^']*'\n/gm, "")).toBe("");
      const pid = await startProcess(env, TREE);
      expect(groupIsAlive(pid)).toBe(true);
      command.child.kill(signal);
      expect(await command.exited).toBe(0);
      expect(groupIsAlive(pid)).toBe(false);
      expect(command.stderr()).toMatch(
        /^\d\d:\d\d:\d\d 200 POST {3}\/sandboxes\?createIfNotExist=true \(control, \d+ ms\)$/m,
      );
      expect(command.stderr()).toMatch(
        / 200 POST {3}\/process\?token=… \(session demo, \d+ ms\)$/m,
      );
      expect(command.stderr()).not.toContain("hidden");
    }
  });

  it("runs a command with the variables set, and ends with it and like it", async () => {
    const script = "console.log(process.env.BL_API_URL, process.argv[1]); process.exitCode = 7";
    const command = run(["--verbose", "--", process.execPath, "-e", script, "--", "--port"]);
    expect(await command.exited).toBe(7);
    expect(command.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v0 --port\n$/);
    const [api = ""] = command.stdout().split(" ");
    await expect(fetch(api)).rejects.toThrow("fetch failed");
    const unknown = run(["--", "no-such-program"]);
    expect(await unknown.exited).toBe(1);
    expect(unknown.stderr()).toMatch(/^blaxel-local: .*no-such-program ENOENT\n/m);
  });

  it("says where it listens and what its processes see, also before a command", async () => {
    const { kind } = await chooseIsolation("auto");
    const seen = {
      namespace: "its processes see files and ports of their own.",
      none: ".*: its processes see the files and ports of this machine.",
    };
    const auto = run(["--", "true"]);
    const none = run(["--isolation", "none", "--", "true"]);
    expect(await auto.exited).toBe(0);
    expect(await none.exited).toBe(0);
    const said =
      "The local sandbox listens on http://127\\.0\\.0\\.1:\\d+/v0\nFolder: /.+\nIsolation: ";
    expect(auto.stderr()).toMatch(new RegExp(`^${said}${seen[kind]}\n$`));
    expect(none.stderr()).toMatch(new RegExp(`^${said}none, not asked for${seen.none}\n$`));
  });

  it("passes every signal on to the command", async () => {
    const script = `process.once("SIGTERM", () => console.log("heard"));
      setInterval(() => {}, 1000);
      console.log("up");`;
    const command = run(["--", process.execPath, "-e", script]);
    await eventually(() => expect(command.stdout()).toBe("up\n"));
    command.child.kill("SIGTERM");
    await eventually(() => expect(command.stdout()).toBe("up\nheard\n"));
    command.child.kill("SIGTERM");
    expect(await command.exited).toBe(128 + 15);
  });

  it("keeps what is under --root, and takes the other options", async () => {
    const root = mkdtempSync(join(tmpdir(), "blaxel-local-test-"));
    const key = "a-key-of-the-test-0123";
    const options = ["--profile", "a", "--preview-origin", "port", "--api-key", key];
    const passed = ["--pass-env", "FIRST", "--pass-env", "SECOND"];
    const variablesHere = { FIRST: "1", SECOND: "2", DATABASE_URL: "3" };
    const command = run(["--root", root, ...options, ...passed], variablesHere);
    const env = await variables(command);
    expect(env["BL_API_KEY"]).toBe(key);
    const seen = join(root, "demo", "seen");
    await startProcess(env, 'echo "$FIRST$SECOND$DATABASE_URL" > seen');
    await eventually(() => expect(readFileSync(seen, "utf8")).toBe("12\n"));
    command.child.kill("SIGINT");
    expect(await command.exited).toBe(0);
    expect(existsSync(seen)).toBe(true);
    rmSync(root, { recursive: true });
  });

  it("says in one line what cannot work, and exits with 1", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const port = portOf(taken);
    const file = fileURLToPath(import.meta.url);
    const cases: [string[], RegExp][] = [
      [["--port", String(port)], new RegExp(`^blaxel-local: Port ${port} is taken\\. .*\n$`)],
      [["--root", join(file, "below")], /^blaxel-local: .*ENOTDIR.*\n$/],
      [["--host", "0.0.0.0"], /^blaxel-local: Unknown option '--host'.*\n$/],
      [["--api-key", "local"], /^blaxel-local: apiKey can be guessed: .*\n$/],
      [["--nonsense"], /^blaxel-local: Unknown option '--nonsense'.*\n$/],
    ];
    const ended = cases.map(async ([args, line]) => {
      const command = run(args);
      expect(await command.exited).toBe(1);
      expect(command.stderr()).toMatch(line);
      expect(command.stdout()).toBe("");
    });
    await Promise.all(ended);
    taken.close();
  });

  it("prints its help", async () => {
    const command = run(["--help"]);
    expect(await command.exited).toBe(0);
    expect(command.stdout()).toBe(USAGE);
  });
});

describe("the arguments", () => {
  it("are refused with the name of the one that is wrong", () => {
    for (const [args, message] of [
      [["--port", "abc"], "--port must be a whole number from 0 to 65535, not abc."],
      [["--port", "70000"], "--port must be"],
      [["--port", "-1"], "--port"],
      [["--port"], "--port"],
      [["--profile", "C"], "--profile must be A or B."],
      [["--preview-origin", "x"], "--preview-origin must be subdomain or port."],
      [["--root", ""], "--root must not be empty."],
      [["--pass-env", "A=b"], "--pass-env must be the name of a variable, not A=b."],
      [["--pass-env", ""], "--pass-env must be the name of a variable, not empty."],
      [["extra"], "Unexpected argument 'extra'"],
      [["--verbose", "--"], "A command must follow --."],
    ] as const) {
      expect(() => readArguments(args)).toThrow(message);
    }
  });
});

describe("a line of the log", () => {
  it("holds no credential and no control character", () => {
    const line = requestLine({
      method: "GET",
      path: `/a\u001b[2J?x=1&access_token=s3cret&api_key=s3cret&y=2${"z".repeat(300)}`,
      kind: "preview",
      sandbox: "demo",
      preview: "app",
      startedAt: 0,
      status: undefined,
      durationMs: 7,
    });
    expect(line).toMatch(
      / --- GET {4}\/a\?\[2J\?x=1&access_token=…&api_key=…&y=2z+… \(preview demo app, 7 ms\)$/,
    );
    expect(line.length).toBeLessThan(200);
  });
});
