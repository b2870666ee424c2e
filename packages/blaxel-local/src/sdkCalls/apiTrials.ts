import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { works, type Trials } from "./trial";

/** What goes to the sandbox itself. */
export const apiTrials: Trials = {
  "sandbox.fs.mkdir": works(({ sandbox }) => sandbox.fs.mkdir("/made")),
  "sandbox.fs.write": works(({ sandbox }) => sandbox.fs.write("/w.txt", "text")),
  "sandbox.fs.writeBinary": works(({ sandbox }) =>
    sandbox.fs.writeBinary("/w.bin", new Uint8Array([1, 2, 3])),
  ),
  "sandbox.fs.writeTree": works(({ sandbox }) =>
    sandbox.fs.writeTree([{ path: "deep/b.txt", content: "b" }], "/tree"),
  ),
  "sandbox.fs.read": works(
    ({ sandbox }) => sandbox.fs.read("/a.txt"),
    (text) => text === "needle\n",
  ),
  "sandbox.fs.readBinary": works(
    ({ sandbox }) => sandbox.fs.readBinary("/a.txt"),
    ({ size }) => size === 7,
  ),
  "sandbox.fs.download": works(
    async ({ sandbox }) => {
      const folder = mkdtempSync(join(tmpdir(), "download-"));
      try {
        await sandbox.fs.download("/a.txt", join(folder, "a.txt"));
        return readFileSync(join(folder, "a.txt"), "utf8");
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    (text) => text === "needle\n",
  ),
  "sandbox.fs.rm": works(async ({ sandbox }) => {
    await sandbox.fs.write("/gone.txt", "");
    return sandbox.fs.rm("/gone.txt");
  }),
  "sandbox.fs.ls": works(
    ({ sandbox }) => sandbox.fs.ls("/"),
    ({ files }) => files.some(({ name }) => name === "a.txt"),
  ),
  "sandbox.fs.search": works(({ sandbox }) => sandbox.fs.search("a", "/")),
  "sandbox.fs.find": works(
    ({ sandbox }) => sandbox.fs.find("/", { patterns: ["a.txt"] }),
    ({ total }) => total === 1,
  ),
  "sandbox.fs.grep": works(
    ({ sandbox }) => sandbox.fs.grep("needle", "/"),
    ({ total }) => total === 1,
  ),
  "sandbox.fs.cp": works(
    async ({ sandbox }) => {
      await sandbox.fs.cp("a.txt", "copied.txt");
      return sandbox.fs.read("/copied.txt");
    },
    (text) => text === "needle\n",
    "The SDK runs `cp`: absolute paths are those that a command sees.",
  ),
  "sandbox.fs.watch": works(
    ({ sandbox }) =>
      new Promise((resolve, reject) => {
        let count = 0;
        // No event says when the watch has begun: writes until one arrives.
        const write = () => sandbox.fs.write("/watched.txt", String(count++)).catch(reject);
        const timer = setInterval(() => void write(), 100);
        const watch = sandbox.fs.watch(
          "/",
          ({ name }) => {
            if (name !== "watched.txt") return;
            clearInterval(timer);
            watch.close();
            resolve(name);
          },
          { onError: reject, withContent: false },
        );
      }),
  ),
  "sandbox.process.exec": works(
    ({ sandbox }) => sandbox.process.exec({ command: "exit 3", waitForCompletion: true }),
    ({ exitCode }) => exitCode === 3,
  ),
  "sandbox.process.streamLogs": works(
    async ({ sandbox }) => {
      await sandbox.process.exec({ name: "says", command: "echo one; echo two" });
      const lines: string[] = [];
      await sandbox.process.streamLogs("says", { onLog: (line) => lines.push(line) }).wait();
      return lines;
    },
    (lines) => lines.join() === "one,two",
  ),
  "sandbox.process.wait": works(
    async ({ sandbox }) => {
      const { pid } = await sandbox.process.exec({ command: "exit 0" });
      return sandbox.process.wait(pid, { interval: 50 });
    },
    ({ status }) => status === "completed",
  ),
  "sandbox.process.get": works(({ sandbox }) => sandbox.process.get("reader")),
  "sandbox.process.list": works(
    ({ sandbox }) => sandbox.process.list(),
    ({ length }) => length > 0,
  ),
  "sandbox.process.logs": works(
    async ({ sandbox }) => {
      const { pid } = await sandbox.process.exec({ command: "echo hi", waitForCompletion: true });
      return sandbox.process.logs(pid, "stdout");
    },
    (text) => text === "hi\n",
  ),
  "sandbox.process.stop": works(async ({ sandbox }) => {
    await sandbox.process.exec({ name: "stopped", command: "sleep 1000" });
    return sandbox.process.stop("stopped");
  }),
  "sandbox.process.kill": works(async ({ sandbox }) => {
    await sandbox.process.exec({ name: "killed", command: "sleep 1000" });
    return sandbox.process.kill("killed");
  }),
  "sandbox.process.writeStdin": works(
    ({ sandbox }) => sandbox.process.writeStdin("reader", "line\n"),
    () => true,
    "Profile B; 404 in profile A, as on Blaxel.",
  ),
  "sandbox.process.closeStdin": works(
    ({ sandbox }) => sandbox.process.closeStdin("reader"),
    () => true,
    "Profile B; 404 in profile A, as on Blaxel.",
  ),
  "sandbox.codegen.fastapply": {
    outcome: "refuses",
    note: "503: no provider is configured.",
    run: ({ sandbox }) => sandbox.codegen.fastapply("/a.txt", "x"),
  },
  "sandbox.codegen.reranking": {
    outcome: "refuses",
    note: "503: no provider is configured.",
    run: ({ sandbox }) => sandbox.codegen.reranking("/", "x"),
  },
  "sandbox.system.upgrade": works(
    ({ sandbox }) => sandbox.system.upgrade(),
    undefined,
    "It answers; `/health` then says that the upgrade failed.",
  ),
  "sandbox.drives.list": works(
    ({ sandbox }) => sandbox.drives.list(),
    ({ length }) => length === 0,
    "Always empty.",
  ),
  "sandbox.drives.mount": {
    outcome: "not there",
    note: "500: drives are records only.",
    run: ({ sandbox }) => sandbox.drives.mount({ driveName: "d", mountPath: "/d" }),
  },
  "sandbox.drives.unmount": {
    outcome: "refuses",
    note: "400: nothing is mounted.",
    run: ({ sandbox }) => sandbox.drives.unmount("/d"),
  },
};
