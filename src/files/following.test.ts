// What processes and other users change in the sandbox, on the page.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { openFiles, type FilesTestbed } from "./filesTestbed";

let bed: FilesTestbed;
afterEach(() => bed.close());

describe.each(["A", "B"] as const)("with a server of profile %s", (profile) => {
  beforeEach(async () => {
    bed = await openFiles({ profile });
    await bed.run("mkdir -p app/src && echo one > app/one.txt && echo two > app/two.txt");
  });

  it("a folder follows what a process makes, renames and removes", async () => {
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt", "two.txt"]);
    await bed.run("echo three > app/three.txt; mv app/one.txt app/1.txt; rm app/two.txt");
    await folder.shows(["src", "1.txt", "three.txt"]);
    await bed.run("rm -r app/src; mkdir app/lib");
    await folder.shows(["lib", "1.txt", "three.txt"]);
  });

  it("a folder that is removed and made again is shown again", async () => {
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt", "two.txt"]);
    await bed.run("rm -r app");
    await eventually(() => expect(folder.error()?.kind).toBe("path-not-found"));
    await bed.run("mkdir app; touch app/new.txt");
    await folder.shows(["new.txt"]);
    await bed.run("touch app/newer.txt");
    await folder.shows(["new.txt", "newer.txt"]);
  });

  it("a folder that is replaced by another one under its watch is followed", async () => {
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt", "two.txt"]);
    await bed.run("mv app old; mkdir app; touch app/new.txt");
    await folder.shows(["new.txt"]);
    await bed.run("touch app/newer.txt");
    await folder.shows(["new.txt", "newer.txt"]);
  });

  it("a file follows what a process writes, however it writes it", async () => {
    const file = bed.openFile("/app/one.txt");
    await file.holds("one\n");
    await bed.run("echo more >> app/one.txt");
    await file.holds("one\nmore\n");
    await bed.run("echo moved > next; mv next app/one.txt");
    await file.holds("moved\n");
    await bed.run("rm app/one.txt");
    await eventually(() => expect(file.store.getSnapshot().status).toBe("missing"));
    await bed.run("echo back > app/one.txt");
    await file.holds("back\n");
  });

  it("what is cut goes on, and what happened meanwhile is shown", async () => {
    const folder = bed.openFolder("/app");
    await folder.shows(["src", "one.txt", "two.txt"]);
    for (let round = 0; round < 3; round++) {
      const cut = bed.local.faults.inject({ type: "cut", on: { path: "/watch/**" } });
      cut.lift();
      await bed.rotate();
      await bed.run(`touch app/round-${round}`);
      await eventually(() => expect(folder.names()).toContain(`round-${round}`));
    }
  });
});
