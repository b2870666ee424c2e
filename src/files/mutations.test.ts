import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { openFiles, type FilesTestbed } from "./filesTestbed";
import { withPending } from "./pendingChanges";

let bed: FilesTestbed;
afterEach(() => bed.close());

const odd = [
  "a b.txt",
  "#hash%20.txt",
  "-rf",
  'it\'s "quoted" $HOME `id` \\.txt',
  "e\u0301 decomposed",
  "🦊.md",
  "line\nbreak",
  `${"x".repeat(251)}.txt`,
];

describe.each(["A", "B"] as const)("changes with a server of profile %s", (profile) => {
  beforeEach(async () => {
    bed = await openFiles({ profile });
    await bed.run("mkdir -p app/src && echo one > app/one.txt && echo two > app/src/two.txt");
  });
  const names = async () => (await bed.run("cd app && find . | sort")).trim().split("\n");

  it("make, rename, move, copy and remove", async () => {
    const { create, createDirectory, rename, move, copy, remove, write } = bed.change;
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt"]);
    await create("/app/new.txt", "new");
    await createDirectory("/app/lib/deep");
    expect(await rename("/app/one.txt", "1.txt")).toBe("/app/1.txt");
    await move("/app/1.txt", "/app/lib/1.txt");
    await copy("/app/src", "/app/lib/src");
    await write("/app/src/two.txt", "2");
    await remove("/app/new.txt");
    expect(await names()).toEqual(
      [
        ".",
        "./lib",
        "./lib/1.txt",
        "./lib/deep",
        "./lib/src",
        "./lib/src/two.txt",
        "./src",
        "./src/two.txt",
      ].toSorted(),
    );
    expect(await bed.read("app/src/two.txt")).toBe("2");
    await folder.shows(["lib", "src"]);
  });

  it.each(odd)("with the name %j", async (name) => {
    const { create, rename, copy, remove } = bed.change;
    const folder = bed.openFolder("/app");
    await create(`/app/${name}`, "text");
    await eventually(() => expect(folder.names()).toContain(name));
    await bed.openFile(`/app/${name}`).holds("text");
    await copy(`/app/${name}`, `/app/src/${name}`);
    await rename(`/app/src/${name}`, "renamed");
    await rename("/app/src/renamed", name);
    await remove(`/app/${name}`);
    expect(await bed.read(`app/src/${encodeURIComponent(name)}`)).toBe("text");
    await folder.shows(["src", "one.txt"]);
  });

  it("nothing is written over: what is there is an error, and stays", async () => {
    const { create, createDirectory, rename, copy, move } = bed.change;
    await bed.run("ln -s nowhere app/dangling; ln -s loop app/loop");
    const attempts = [
      create("/app/one.txt", "lost"),
      create("/app/dangling", "lost"),
      createDirectory("/app/src"),
      rename("/app/one.txt", "src"),
      rename("/app/one.txt", "dangling"),
      move("/app/src", "/app/one.txt"),
      copy("/app/one.txt", "/app/loop"),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt).toMatchObject({ status: "rejected", reason: { kind: "path-exists" } });
    }
    expect(await names()).toEqual([
      ".",
      "./dangling",
      "./loop",
      "./one.txt",
      "./src",
      "./src/two.txt",
    ]);
    expect(await bed.read("app/one.txt")).toBe("one\n");
  });

  it("errors say what is wrong, and change nothing", async () => {
    const { create, rename, move, remove, write } = bed.change;
    const kinds = async (...attempts: Promise<unknown>[]) =>
      (await Promise.allSettled(attempts)).map((each) =>
        each.status === "rejected" ? each.reason.kind : "done",
      );
    expect(
      await kinds(
        rename("/app/nope", "x"),
        remove("/app/nope"),
        remove("/app/src"),
        write("/app/src", "text"),
        write("/app/one.txt/x", "text"),
        create(`/app/${"y".repeat(256)}`),
      ),
    ).toEqual([
      "path-not-found",
      "path-not-found",
      "path-refused",
      "path-refused",
      "path-refused",
      "path-refused",
    ]);
    expect(
      await kinds(
        create("relative"),
        create("/app/zero\0"),
        rename("/app/one.txt", "a/b"),
        rename("/app/one.txt", ".."),
        move("/app", "/app/src/app"),
        remove("/"),
        remove("/app/../.."),
      ),
    ).toEqual(Array.from({ length: 7 }, () => "invalid-options"));
    expect(await names()).toEqual([".", "./one.txt", "./src", "./src/two.txt"]);
  });

  it("a folder shows a change at once, and what it holds if that fails", async () => {
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt"]);
    const shown = () => {
      const entries = folder.names().map((name) => ({
        name,
        path: `/app/${name}`,
        kind: name === "src" ? ("directory" as const) : ("file" as const),
      }));
      return withPending("/app", entries, bed.files.pending.getSnapshot()).map(({ name }) => name);
    };
    const fault = bed.local.faults.inject({ type: "status", status: 503, on: { method: "POST" } });
    const renaming = bed.change.rename("/app/one.txt", "1.txt");
    expect(shown()).toEqual(["src", "1.txt"]);
    await expect(renaming).rejects.toMatchObject({ kind: "sandbox-unavailable" });
    await eventually(() => expect(shown()).toEqual(["src", "one.txt"]));
    fault.lift();
  });
});
