// invariant 12: nothing a person wrote is lost or overwritten unseen
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { openFiles, type FilesTestbed } from "./filesTestbed";

let bed: FilesTestbed;
afterEach(() => bed.close());

const hasConflict = (file: ReturnType<FilesTestbed["openFile"]>, theirs: string | undefined) =>
  eventually(() => {
    expect(file.store.getSnapshot().conflict).toBeDefined();
    expect(file.store.getSnapshot().conflict?.theirs).toBe(theirs);
  });

describe.each(["A", "B"] as const)("invariant 12, with a server of profile %s", (profile) => {
  beforeEach(async () => {
    bed = await openFiles({ profile });
    await bed.write("app/a.txt", "one\r\ntwo\r\n");
    await bed.run("chmod 751 app/a.txt");
  });

  it("an edit is saved with the ends and the mode that the file had, and is no conflict with itself", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    expect(file.store.setValue("one\nthree\n")).toBe(true);
    expect(await file.store.save()).toBe("saved");
    expect(await bed.read("app/a.txt")).toBe("one\r\nthree\r\n");
    expect(await bed.run("stat -c %a app/a.txt")).toBe("751\n");
    await file.store.refresh();
    expect(file.store.getSnapshot()).toMatchObject({ isDirty: false, conflict: undefined });
    expect(await file.store.save()).toBe("unchanged");
  });

  it("what a process writes beside an edit is a conflict, and no save overwrites it", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    file.store.setValue("mine\n");
    await bed.run("echo theirs > app/a.txt");
    await hasConflict(file, "theirs\n");
    expect(await file.store.save()).toBe("conflict");
    expect(await bed.read("app/a.txt")).toBe("theirs\n");
    expect(await file.store.getSnapshot().conflict?.keepMine()).toBe("saved");
    expect(await bed.read("app/a.txt")).toBe("mine\n");
    expect(file.store.getSnapshot()).toMatchObject({ value: "mine\n", isDirty: false });
  });

  it("a save looks before it writes, also where no change was reported", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    file.leave();
    await eventually(() => expect(bed.requests().at(-1)).toBeDefined());
    await bed.write("app/a.txt", "unseen\n");
    file.store.setValue("mine\n");
    expect(await file.store.save()).toBe("conflict");
    expect(await bed.read("app/a.txt")).toBe("unseen\n");
    file.store.getSnapshot().conflict?.takeTheirs();
    expect(file.store.getSnapshot()).toMatchObject({ value: "unseen\n", isDirty: false });
  });

  it("two pages that edit one file: the second to save has the conflict, with both texts", async () => {
    const one = bed.openFile("/app/a.txt");
    const other = bed.openPage().openFile("/app/a.txt");
    await one.holds("one\ntwo\n");
    await other.holds("one\ntwo\n");
    one.store.setValue("of one");
    other.store.setValue("of the other");
    expect(await one.store.save()).toBe("saved");
    expect(await other.store.save()).toBe("conflict");
    await hasConflict(other, "of one");
    expect(other.store.getSnapshot().conflict?.mine).toBe("of the other");
    expect(await other.store.getSnapshot().conflict?.keepMine()).toBe("saved");
    await one.holds("of the other");
  });

  it("an edit survives rotation, refusal, cuts and the last component", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    file.store.setValue("mine");
    file.leave();
    await bed.rotate();
    bed.local.faults.inject({ type: "status", status: 401, on: { kind: "session" }, times: 1 });
    const again = bed.openFile("/app/a.txt");
    expect(again.store.getSnapshot()).toMatchObject({ value: "mine", isDirty: true });
    bed.local.faults.inject({ type: "cut", on: { kind: "session" }, times: 2 });
    await eventually(async () => expect(await again.store.save()).toBe("saved"));
    expect(await bed.read("app/a.txt")).toBe("mine");
  });

  it("an edit moves along with its file", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    file.store.setValue("mine\n");
    await bed.change.rename("/app", "lib");
    const moved = bed.openFile("/lib/a.txt");
    expect(moved.store.getSnapshot()).toMatchObject({ value: "mine\n", isDirty: true });
    expect(await moved.store.save()).toBe("saved");
    expect(await bed.read("lib/a.txt")).toBe("mine\r\n");
    await eventually(() => expect(file.store.getSnapshot().status).toBe("missing"));
  });

  it("a file that is removed, or made, meanwhile is a conflict", async () => {
    const file = bed.openFile("/app/a.txt");
    await file.holds("one\ntwo\n");
    file.store.setValue("mine\n");
    await bed.run("rm app/a.txt");
    await eventually(() => expect(file.store.getSnapshot().conflict?.reason).toBe("removed"));
    expect(await file.store.save()).toBe("conflict");
    const fresh = bed.openFile("/app/new.txt");
    await eventually(() => expect(fresh.store.getSnapshot().status).toBe("missing"));
    expect(fresh.store.setValue("new")).toBe(true);
    await bed.run("echo theirs > app/new.txt");
    expect(await fresh.store.save()).toBe("conflict");
    await hasConflict(fresh, "theirs\n");
    expect(await fresh.store.getSnapshot().conflict?.keepMine()).toBe("saved");
    expect(await bed.read("app/new.txt")).toBe("new");
  });

  it("what is no text is shown as such, and never saved over", async () => {
    await bed.run(
      "printf 'a\\377b' > app/bytes; printf 'a\\0b' > app/zero; head -c 3000000 /dev/zero > app/large; mkdir app/dir",
    );
    const expectStatus = async (path: string, status: string) => {
      const file = bed.openFile(path);
      await eventually(() => expect(file.store.getSnapshot().status).toBe(status));
      expect(file.store.setValue("x")).toBe(false);
      expect(await file.store.save()).toBe("unchanged");
      return file.store.getSnapshot();
    };
    expect((await expectStatus("/app/bytes", "binary")).bytes).toEqual(Uint8Array.of(97, 255, 98));
    await expectStatus("/app/zero", "binary");
    await expectStatus("/app/large", "too-large");
    expect((await expectStatus("/app/dir", "error")).error?.kind).toBe("path-refused");
    expect(await bed.run("stat -c %s app/bytes app/large")).toBe("3\n3000000\n");
  });
});
