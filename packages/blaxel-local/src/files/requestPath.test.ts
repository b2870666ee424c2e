import { describe, expect, it } from "vitest";
import { queryOf, requestPath, treePath } from "./requestPath";

describe("requestPath", () => {
  it.each([
    ["/filesystem/%2Ftmp%2Fx", "/tmp/x", "/tmp/x"],
    ["/filesystem//tmp/x", "/tmp/x", "/tmp/x"],
    ["/filesystem/src/x", "src/x", "/src/x"],
    ["/filesystem/a%2Fb", "/a/b", "/a/b"],
    ["/filesystem/", "/", "/"],
    ["/filesystem/.", "/", "/"],
    ["/filesystem/~/x", "/x", "/x"],
    ["/filesystem/%2Ftmp%2F", "/tmp/", "/tmp"],
    ["/filesystem/../../etc", "../../etc", "/etc"],
    ["/filesystem/%2F..%2F..%2Fetc?x=1", "/../../etc", "/etc"],
    ["/filesystem/a%20b#c", "a b", "/a b"],
  ])("%s is shown as %s and lies at %s", (url, shown, absolute) =>
    expect(requestPath(url, "/filesystem")).toEqual({ shown, absolute }),
  );

  it("takes every tree for absolute", () => {
    expect(treePath("/filesystem/tree/tmp/x")).toEqual({ shown: "/tmp/x", absolute: "/tmp/x" });
    expect(treePath("/filesystem/tree/%2Ftmp")).toEqual({ shown: "/tmp", absolute: "/tmp" });
    expect(treePath("/filesystem/tree")).toEqual({ shown: "/", absolute: "/" });
  });

  it("reads the query, a second question mark included", () => {
    expect(queryOf("/x?query=a?b&n=1").get("query")).toBe("a?b");
  });
});
